//! See `tests/any_bytes/targets.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fineprint_fuzz::targets::workspace(bytes));
