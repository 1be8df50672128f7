//! Random texts: tokens in addresses, and secrets for signatures.

/// A secret for signatures: 256 random bits.
pub(super) fn new_secret() -> String {
    new_token() + &new_token()
}

/// 128 random bits as 26 letters and digits (base 32), easy to read out and to select with a double click.
pub(super) fn new_token() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut random = [0; 16];
    // The system's random numbers fail only where nothing works; a guessable address would be worse than none.
    #[allow(clippy::expect_used)]
    getrandom::fill(&mut random).expect("the operating system gives random numbers");
    let mut bits = u128::from_be_bytes(random);
    let letter = |_| {
        let letter = LETTERS[(bits & 31) as usize] as char;
        bits >>= 5;
        letter
    };
    (0..26).map(letter).collect()
}
