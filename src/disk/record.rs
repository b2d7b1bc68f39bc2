//! What the last build of an output folder was made of, what it said and what it wrote, so that the next one need not do it again. It may be
//! deleted at any time.
//!
//! It lies in the user's cache folder, so that an output folder holds nothing but what its sources say. A file of lines: the output folder;
//! the key; what stands in the output folder itself; what all brands share; each brand; after an empty line notes, which are only read when
//! something has changed; and a hash of all this, without which nothing of it is believed. Fields of a line stand between tabs.

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::read::Part;
use super::stamp::{Stamp, Stamped, digits};

/// How many records there may be before those of folders that are gone are looked for.
const MANY: usize = 32;

/// What is known of the last build.
pub struct Record {
    /// Stands for everything that the build rests on beside the files of the workspace.
    pub key: String,
    /// What all brands share.
    pub shared: Origin,
    /// Every folder of a brand.
    pub brands: BTreeMap<String, BrandRecord>,
    /// What the caller wants to know when something has changed: lines.
    pub notes: String,
    /// What stands in the output folder itself.
    frame: String,
    /// The stamp of the record itself.
    own: Stamp,
}

/// What is known of a brand.
pub struct BrandRecord {
    /// Its sources.
    pub origin: Origin,
    /// What the build wrote for it.
    written: Stamped,
    /// What is to be said of it: one line, and the caller's.
    pub said: String,
}

/// A part of the workspace as it was read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Origin {
    /// A hash of its files.
    pub digest: String,
    /// Its files and folders; nothing when they do not tell whether it is as it was.
    stamped: Option<Stamped>,
}

impl Origin {
    /// Of a part whose files have the hash `digest`, and which was read after `moment`, with the stamps of all that was looked at.
    pub fn new(digest: &blake3::Hash, part: Part, moment: SystemTime) -> Self {
        let is_telling = !part.linked && part.stamps.iter().all(|(_, stamp)| stamp.is_settled(moment));
        Self { digest: digits(digest), stamped: is_telling.then(|| Stamped::new(part.stamps.into_iter())) }
    }

    /// The same without its stamps.
    pub fn unstamped(self) -> Self {
        Self { stamped: None, ..self }
    }

    /// Whether it can be told from its stamps that it is as it was.
    pub fn is_telling(&self) -> bool {
        self.stamped.is_some()
    }

    /// Whether its stamps tell that it is as it was, in the workspace at `root`.
    pub fn is_as_it_was(&self, root: &Path) -> bool {
        self.stamped.as_ref().is_some_and(|stamped| stamped.stand(root))
    }

    fn fields(&self) -> [&str; 3] {
        let [stamps, paths] = self.stamped.as_ref().map(Stamped::fields).unwrap_or_default();
        [&self.digest, stamps, paths]
    }

    fn read<'f>(fields: &mut impl Iterator<Item = &'f str>) -> Option<Self> {
        let digest = fields.next()?.to_owned();
        let stamped = Stamped::read(fields)?;
        Some(Self { digest, stamped: (!stamped.stamps.is_empty()).then_some(stamped) })
    }
}

impl Stamped {
    fn fields(&self) -> [&str; 2] {
        [&self.stamps, &self.paths]
    }

    fn read<'f>(fields: &mut impl Iterator<Item = &'f str>) -> Option<Self> {
        Some(Self { stamps: fields.next()?.to_owned(), paths: fields.next()?.to_owned() })
    }
}

impl BrandRecord {
    /// Of a brand whose files at `written`, below `out`, are there now.
    pub fn new(origin: Origin, out: &Path, written: impl Iterator<Item = String>, said: String) -> Self {
        let stamped = written.map(|path| (out.join(&path), path)).map(|(place, path)| (path, Stamp::at(&place)));
        Self { origin, said, written: Stamped::new(stamped) }
    }

    /// Whether what was written for it is as it was.
    pub fn stands(&self, out: &Path) -> bool {
        self.written.stand(out)
    }
}

impl Record {
    /// A record that knows of no brand yet.
    pub fn new(key: String, shared: Origin, notes: String) -> Self {
        Self { key, shared, brands: BTreeMap::new(), frame: String::new(), notes, own: Stamp::default() }
    }

    /// What is known of the last build of `out`, if it was made under `key` and the folder itself holds what it held then.
    pub fn read(out: &Path, key: &str) -> Option<Self> {
        let place = place(out)?;
        let own = Stamp::at(&place);
        let record = Self::parse(&fs::read_to_string(place).ok()?)?;
        (record.key == key && record.frame == frame(out)?).then_some(Self { own, ..record })
    }

    /// What a record says; nothing when a byte of it is not as it was written.
    fn parse(text: &str) -> Option<Self> {
        let hash_at = text.len().checked_sub(2 * blake3::OUT_LEN)?;
        let (text, hash) = (text.get(..hash_at)?, text.get(hash_at..)?);
        if blake3::hash(text.as_bytes()).to_hex().as_str() != hash {
            return None;
        }
        let mut lines = text.split('\n').skip(1);
        let (key, frame) = (lines.next()?.to_owned(), lines.next()?.to_owned());
        let shared = Origin::read(&mut lines.next()?.split('\t'))?;
        let brand = |line: &str| {
            let mut fields = line.splitn(7, '\t');
            let id = fields.next()?.to_owned();
            let (origin, written) = (Origin::read(&mut fields)?, Stamped::read(&mut fields)?);
            Some((id, BrandRecord { origin, written, said: fields.next()?.to_owned() }))
        };
        let brands = lines.by_ref().take_while(|line| !line.is_empty()).map(brand).collect::<Option<BTreeMap<_, _>>>()?;
        let notes = lines.collect::<Vec<_>>().join("\n");
        Some(Self { key, shared, brands, notes, frame, own: Stamp::default() })
    }

    /// Whether nobody has built into `out` since it was read.
    pub fn is_the_last(&self, out: &Path) -> bool {
        place(out).is_some_and(|place| Stamp::at(&place) == self.own)
    }

    /// Puts it in the place of that of the last build, whoever holds `out`. A build that cannot note it is none the worse, only the next one
    /// is slower.
    pub fn write(mut self, out: &Path) -> io::Result<()> {
        self.frame = frame(out).unwrap_or_default();
        self.renew(out)
    }

    /// The same with these brands, in order, in place of those that it knows: there may be many, and none is kept.
    pub fn write_with(mut self, out: &Path, brands: impl Iterator<Item = (String, BrandRecord)>) -> io::Result<()> {
        self.frame = frame(out).unwrap_or_default();
        self.put(out, brands)
    }

    /// The same, when `out` is what it was when the record was read.
    pub fn renew(&self, out: &Path) -> io::Result<()> {
        self.put(out, self.brands.iter())
    }

    fn put(&self, out: &Path, brands: impl Iterator<Item = (impl Borrow<String>, impl Borrow<BrandRecord>)>) -> io::Result<()> {
        let Some((place, folder)) = place(out).and_then(|place| Some((place.clone(), place.parent()?.to_owned()))) else { return Ok(()) };
        fs::create_dir_all(&folder)?;
        clean(&folder);
        let file = tempfile::NamedTempFile::new_in(&folder)?;
        let mut lines = io::BufWriter::with_capacity(1 << 16, Hashed { out: file, hash: blake3::Hasher::new() });
        self.print(&out.canonicalize()?.to_string_lossy(), brands, &mut lines)?;
        let Hashed { out: mut file, hash } = lines.into_inner()?;
        file.write_all(hash.finalize().to_hex().as_bytes())?;
        file.persist(place)?;
        Ok(())
    }

    /// Writes all of it but the hash.
    fn print(
        &self,
        out: &str,
        brands: impl Iterator<Item = (impl Borrow<String>, impl Borrow<BrandRecord>)>,
        lines: &mut impl io::Write,
    ) -> io::Result<()> {
        write(lines, [out])?;
        write(lines, [self.key.as_str()])?;
        write(lines, [self.frame.as_str()])?;
        let [digest, stamps, paths] = self.shared.fields();
        write(lines, [digest, stamps, paths, ""])?;
        for (id, brand) in brands {
            let brand = brand.borrow();
            let ([digest, stamps, paths], [written, pages]) = (brand.origin.fields(), brand.written.fields());
            write(lines, [id.borrow(), digest, stamps, paths, written, pages, &brand.said])?;
        }
        write!(lines, "\n{}", self.notes)
    }
}

/// Hashes what is written.
struct Hashed<W> {
    out: W,
    hash: blake3::Hasher,
}

impl<W: io::Write> io::Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a line of fields. What would not be read as it is written is not written at all: the last field may have tabs, no field ends a line.
fn write<const N: usize>(out: &mut impl io::Write, fields: [&str; N]) -> io::Result<()> {
    for (number, field) in (1..).zip(fields) {
        // One sign at a time: that is looked for in many bytes at once.
        if field.contains('\n') || field.contains('\r') || number < N && field.contains('\t') {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        out.write_all(field.as_bytes())?;
        out.write_all(if number < N { b"\t" } else { b"\n" })?;
    }
    Ok(())
}

/// Takes the record away: what comes of the build that begins to change `out` is not known yet.
pub(super) fn forget(out: &Path) {
    place(out).and_then(|place| fs::remove_file(place).ok());
}

/// Where the record of `out` lies; nowhere when there is no folder for caches.
fn place(out: &Path) -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let caches = folder("XDG_CACHE_HOME").or_else(|| folder("LOCALAPPDATA")).or_else(|| folder("HOME").map(|home| home.join(".cache")))?;
    let real = out.canonicalize().ok()?;
    Some(caches.join("fineprint").join(blake3::hash(real.as_os_str().as_encoded_bytes()).to_hex().as_str()))
}

/// A hash of what stands in the folder itself: brands' folders, and what fineprint keeps for itself, as it is.
fn frame(out: &Path) -> Option<String> {
    let mut names = Vec::new();
    for entry in fs::read_dir(out).ok()? {
        let name = entry.ok()?.file_name().into_string().ok()?;
        let is_ours = name.starts_with('.');
        names.push(if is_ours { format!("{name} {:?}", Stamp::at(&out.join(&name))) } else { name });
    }
    names.sort();
    Some(digits(&blake3::hash(names.join("/").as_bytes())))
}

/// Removes records of output folders that are gone from `folder`, once there are many.
fn clean(folder: &Path) {
    let records: Vec<PathBuf> = fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect();
    for record in records.iter().filter(|_| records.len() > MANY) {
        let mut out = String::new();
        // One that cannot be read names no folder.
        fs::File::open(record).and_then(|file| io::BufReader::new(file).read_line(&mut out)).ok();
        if !Path::new(out.trim_end_matches('\n')).is_dir() {
            fs::remove_file(record).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use super::{BrandRecord, Hashed, MANY, Origin, Record, Stamp, Stamped, clean};

    /// A record of a brand, as it is written.
    fn written(shared: &str, id: &str, said: &str) -> std::io::Result<String> {
        let stamped = |path: &str| Stamped::new([(path.to_owned(), Stamp::default())].into_iter());
        let origin = |path| Origin { digest: "d".to_owned(), stamped: Some(stamped(path)) };
        let brand = BrandRecord { origin: origin("brands/é/brand.toml"), written: stamped("é/index.html"), said: said.to_owned() };
        let record = Record::new("key".to_owned(), origin(shared), "A notes\n\nof \tthree lines".to_owned());
        let mut lines = Hashed { out: Vec::new(), hash: blake3::Hasher::new() };
        record.print("/public", [(id.to_owned(), brand)].into_iter(), &mut lines)?;
        let hash = lines.hash.finalize().to_hex();
        lines.out.write_all(hash.as_bytes())?;
        Ok(String::from_utf8(lines.out).unwrap())
    }

    #[test]
    fn what_is_not_as_it_was_written_is_not_believed() {
        let text = written("content", "é", "what\tis said").unwrap();
        let read = Record::parse(&text).unwrap();
        let brand = &read.brands["é"];
        assert_eq!((read.key.as_str(), read.notes.as_str(), brand.said.as_str()), ("key", "A notes\n\nof \tthree lines", "what\tis said"));
        assert_eq!(
            (&brand.origin.stamped.as_ref().unwrap().paths, &brand.written.paths),
            (&"brands/é/brand.toml".to_owned(), &"é/index.html".to_owned())
        );
        for at in 0..text.len() {
            let cut = text.get(..at).unwrap_or_default();
            assert!(Record::parse(cut).is_none(), "cut at {at}");
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            assert!(String::from_utf8(bytes).map_or(true, |other| Record::parse(&other).is_none()), "changed at {at}");
        }
    }

    #[test]
    fn what_could_not_be_read_as_it_is_is_not_written() {
        for (shared, id, said) in [("a\nb", "é", ""), ("a\tb", "é", ""), ("a", "\r", ""), ("a", "é\t", ""), ("a", "é", "x\ny")] {
            assert!(written(shared, id, said).is_err(), "{shared:?} {id:?} {said:?}");
        }
        let odd = Record::parse(&written("a\u{1f}b", "é", "").unwrap()).unwrap();
        assert!(odd.shared.stamped.is_none(), "two paths that are none");
    }

    #[test]
    fn records_of_folders_that_are_gone_go_when_there_are_many() {
        let folder = tempfile::tempdir().unwrap();
        let (caches, out) = (folder.path().join("caches"), folder.path().join("public"));
        fs::create_dir_all(&caches).unwrap();
        fs::create_dir_all(&out).unwrap();
        fs::write(caches.join("kept"), format!("{}\n{{}}\n", out.display())).unwrap();
        for number in 1..MANY {
            fs::write(caches.join(number.to_string()), "/nowhere/public\n{}\n").unwrap();
        }
        clean(&caches);
        assert_eq!(fs::read_dir(&caches).unwrap().count(), MANY, "few are kept");
        fs::write(caches.join("broken"), "what is this").unwrap();
        clean(&caches);
        let left: Vec<_> = fs::read_dir(&caches).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["kept"]);
    }
}
