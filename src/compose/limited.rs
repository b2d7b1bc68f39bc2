//! What a template writes, up to a limit: a loop in a loop may not fill the memory.

use std::io::{Error, ErrorKind, Result, Write};

/// Takes what is written, and fails where it becomes too much.
pub(crate) struct Limited {
    bytes: Vec<u8>,
    most: usize,
    /// Whether it has become too much.
    pub(crate) is_full: bool,
}

impl Limited {
    /// Takes `most` bytes, where about `usual` are to come.
    pub(crate) fn to(most: usize, usual: usize) -> Self {
        Self { bytes: Vec::with_capacity(usual.min(most)), most, is_full: false }
    }

    /// What was written.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The same as text; `None` when it is none.
    pub(crate) fn text(self) -> Option<String> {
        String::from_utf8(self.bytes).ok()
    }
}

impl Write for Limited {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.bytes.len() + bytes.len() > self.most {
            self.is_full = true;
            return Err(Error::from(ErrorKind::FileTooLarge));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
