//! Colours: how well one can be read on another, and the nearest that can.
//!
//! Contrast is that of [WCAG 2.2](https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio); what is near is measured in
//! [Oklab](https://bottosson.github.io/posts/oklab/), in which equal steps look equal.

use std::fmt;

/// The least contrast of text with what it stands on: WCAG 2.2, success criterion 1.4.3, level AA.
pub const TEXT: f64 = 4.5;

/// An opaque colour of sRGB.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Colour([u8; 3]);

/// Lightness from 0 to 1, and two axes of hue.
type Oklab = [f64; 3];

impl Colour {
    /// Reads `#rrggbb`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.strip_prefix('#').filter(|hex| hex.len() == 6 && hex.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// How well the two can be told apart: from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// This colour with a `share`, from 0 to 1, of `other` in it.
    pub fn mixed(self, other: Self, share: f64) -> Self {
        let (from, to) = (self.oklab(), other.oklab());
        let [l, a, b] = [0, 1, 2].map(|at: usize| from.get(at).zip(to.get(at)).map_or(0.0, |(from, to)| from + (to - from) * share));
        Self::nearest([l, a, b])
    }

    /// The nearest colour of the same hue that has at least the contrast `least`, 4.58 at most, with `ground`.
    pub fn readable_on(self, ground: Self, least: f64) -> Self {
        if self.contrast(ground) >= least {
            return self;
        }
        let [lightness, a, b] = self.oklab();
        let at = |lightness: f64| Self::nearest([lightness, a, b]);
        // From a lightness that has too little contrast to one that has it, black or white, the step is halved until no one sees it.
        let reach = |end: f64| {
            let (mut short, mut far) = (lightness, end);
            for _ in 0..STEPS {
                let half = f64::midpoint(short, far);
                *(if at(half).contrast(ground) >= least { &mut far } else { &mut short }) = half;
            }
            Some(far).filter(|far| at(*far).contrast(ground) >= least)
        };
        let (darker, lighter) = (reach(0.0), reach(1.0));
        let near = |end: &f64| (end - lightness).abs();
        let nearest = [darker, lighter].into_iter().flatten().min_by(|a, b| near(a).total_cmp(&near(b)));
        nearest.map_or(self, at)
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(linear);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn oklab(self) -> Oklab {
        let [r, g, b] = self.0.map(linear);
        let l = (0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b).cbrt();
        let m = (0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b).cbrt();
        let s = (0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b).cbrt();
        [
            0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
            1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
            0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
        ]
    }

    /// The colour that a screen can show, of this lightness and hue and as much of its strength as there is.
    fn nearest([lightness, a, b]: Oklab) -> Self {
        let strength = |share: f64| light([lightness, a * share, b * share]);
        let is_shown = |rgb: [f64; 3]| rgb.iter().all(|part| (-1e-6..=1.0 + 1e-6).contains(part));
        let mut share = 1.0;
        if !is_shown(strength(1.0)) {
            let (mut less, mut more) = (0.0, 1.0);
            for _ in 0..STEPS {
                let half = f64::midpoint(less, more);
                *(if is_shown(strength(half)) { &mut less } else { &mut more }) = half;
            }
            share = less;
        }
        Self(strength(share).map(encoded))
    }
}

/// How often a distance is halved: enough for the 256 steps of a part of a colour.
const STEPS: usize = 12;

/// The light that a part of a colour stands for, from 0 to 1.
fn linear(part: u8) -> f64 {
    let part = f64::from(part) / 255.0;
    if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
}

/// The part of a colour that stands for this light.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it lies between 0 and 255")]
fn encoded(light: f64) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let part = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (part * 255.0).round() as u8
}

/// The light of a colour of Oklab: red, green, blue.
fn light([lightness, a, b]: Oklab) -> [f64; 3] {
    let l = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let m = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let s = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * l - 3.307_711_591_3 * m + 0.230_969_929_2 * s,
        -1.268_438_004_6 * l + 2.609_757_401_1 * m - 0.341_319_396_5 * s,
        -0.004_196_086_3 * l - 0.703_418_614_7 * m + 1.707_614_701_0 * s,
    ]
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Colour, TEXT};

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        for (a, b, contrast) in [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)] {
            let found = colour(a).contrast(colour(b));
            assert!((found - contrast).abs() < 0.005, "{a} on {b}: {found}");
        }
    }

    #[test]
    fn what_is_nearly_readable_hardly_changes() {
        for (from, to) in [("#777777", "#767676"), ("#ff0000", "#ee0000"), ("#24508c", "#24508c"), ("#ffff00", "#7a7a00")] {
            let found = colour(from).readable_on(colour("#ffffff"), TEXT);
            assert_eq!(found.to_string(), to, "{from}");
        }
    }

    #[test]
    fn no_colour_but_six_digits() {
        for wrong in ["", "#", "#12345", "#1234567", "123456", "#12345g", "#+12345", "#ééé"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn the_nearest_can_be_read(colour: [u8; 3], ground: [u8; 3]) {
            let (colour, ground) = (Colour(colour), Colour(ground));
            let found = colour.readable_on(ground, TEXT);
            prop_assert!(found.contrast(ground) >= TEXT, "{colour} on {ground}: {found}");
            prop_assert_eq!(Colour::parse(&found.to_string()), Some(found));
        }

        #[test]
        fn what_is_mixed_with_itself_stays(colour: [u8; 3], share in 0.0..1.0) {
            prop_assert_eq!(Colour(colour).mixed(Colour(colour), share), Colour(colour));
        }
    }
}
