//! A share of the brands, for one of several machines: which brands are in it follows from their ids alone.
//!
//! The first eight bytes of BLAKE3 of a brand's id, read as one number with the highest byte first, modulo `N`: that and one is the number of
//! its shard among `N`. A brand stays in its shard, whatever other brands come and go. In a shell with bash and `b3sum`, for three shards:
//! `hash=$(printf %s acme | b3sum | cut -c 1-16); echo $(( (0x${hash:0:8} % 3 * (4294967296 % 3) + 0x${hash:8}) % 3 + 1 ))`.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use crate::id::BrandId;

/// The most shards that a workspace is divided into.
const MOST: u32 = 1_000_000;

/// One of so many shards.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Shard {
    of: NonZeroU32,
    number: u32,
}

impl Shard {
    /// Shard `number` of so many; the first is 1. Nothing when there is no such shard.
    pub fn new(number: u32, of: u32) -> Option<Self> {
        let exists = (1..=of).contains(&number) && of <= MOST;
        NonZeroU32::new(of).filter(|_| exists).map(|of| Self { of, number })
    }

    /// Which one it is; the first is 1.
    pub fn number(self) -> u32 {
        self.number
    }

    /// How many shards there are.
    pub fn of(self) -> u32 {
        self.of.get()
    }

    /// Whether `brand` is in it.
    pub fn has(self, brand: &BrandId) -> bool {
        self.with(brand) == self
    }

    /// The one that `brand` is in, of as many.
    pub fn with(self, brand: &BrandId) -> Self {
        let hash = blake3::hash(brand.as_str().as_bytes());
        let hash = hash.as_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
        let place = hash % u64::from(self.of());
        Self { number: u32::try_from(place).unwrap_or_default() + 1, ..self }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// Why a text names no shard.
#[derive(PartialEq, Eq, Debug)]
pub struct ShardError(String);

impl fmt::Display for ShardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ShardError {}

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let error = |why: String| ShardError(why);
        let (number, of) = text.split_once('/').ok_or_else(|| error("write K/N, such as 2/8 for the second of eight".to_owned()))?;
        let read = |text: &str| {
            let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            // What has too many digits is too large as well.
            is_number.then(|| text.parse().unwrap_or(u32::MAX)).ok_or_else(|| error(format!("`{text}` is not a whole number")))
        };
        let (number, of) = (read(number)?, read(of)?);
        match of {
            0 => Err(error("there is no shard of none; the smallest division is 1/1".to_owned())),
            _ if of > MOST => Err(error("there are a million shards at most".to_owned())),
            _ => Self::new(number, of).ok_or_else(|| error(format!("the shards of {of} have the numbers 1 to {of}"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;
    use crate::id::BrandId;

    #[test]
    fn shards_as_they_are_typed() {
        for good in ["1/1", "2/8", "1000000/1000000"] {
            assert_eq!(good.parse::<Shard>().unwrap().to_string(), good);
        }
        for (bad, why) in [
            ("", "write K/N, such as 2/8 for the second of eight"),
            ("2", "write K/N, such as 2/8 for the second of eight"),
            ("/8", "`` is not a whole number"),
            ("+2/8", "`+2` is not a whole number"),
            ("2/8/9", "`8/9` is not a whole number"),
            ("2/0", "there is no shard of none; the smallest division is 1/1"),
            ("0/8", "the shards of 8 have the numbers 1 to 8"),
            ("9/8", "the shards of 8 have the numbers 1 to 8"),
            ("99999999999999999999/8", "the shards of 8 have the numbers 1 to 8"),
            ("1/1000001", "there are a million shards at most"),
        ] {
            assert_eq!(bad.parse::<Shard>().unwrap_err().to_string(), why, "{bad}");
        }
    }

    #[test]
    fn a_brand_is_in_one_shard() {
        for of in [1, 2, 3, 7, 1_000_000] {
            let first = Shard::new(1, of).unwrap();
            for number in 0..100 {
                let brand = BrandId::new(&format!("brand-{number}"));
                let own = first.with(&brand);
                assert!((1..=of).contains(&own.number()) && own.has(&brand), "{own}");
                let others = (1..=of.min(10)).filter_map(|number| Shard::new(number, of)).filter(|shard| *shard != own);
                assert!(others.into_iter().all(|other| !other.has(&brand)));
            }
        }
    }

    /// Other programs compute it too, and a brand that changes its shard is built by another machine. The first eight bytes, by `b3sum`:
    /// bb7fdb40e0deec73 for `acme`, b6d4a37047931cf4 for `minilive`, e4e52b2a0ab9d858 for `café`.
    #[test]
    fn where_brands_are_never_changes() {
        let of_three = Shard::new(1, 3).unwrap();
        let numbers = ["acme", "minilive", "café"].map(|brand| of_three.with(&BrandId::new(brand)).number());
        assert_eq!(numbers, [3, 2, 1]);
    }
}
