//! Binary values (S5.8): base64 on both sides.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// S5.8: both decode, and to the same bytes.
pub(super) fn equals(given: &str, value: &str) -> bool {
    match (decode(given), decode(value)) {
        (Some(given), Some(value)) => given == value,
        _ => false,
    }
}

/// Standard base64 with padding; the unused bits before the padding must be zero.
fn decode(text: &str) -> Option<Vec<u8>> {
    let unpadded = text
        .strip_suffix("==")
        .or_else(|| text.strip_suffix('='))
        .unwrap_or(text);
    if !text.len().is_multiple_of(4) {
        return None;
    }
    let mut bits: Vec<bool> = Vec::new();
    for byte in unpadded.bytes() {
        let index = ALPHABET.iter().position(|known| *known == byte)?;
        bits.extend((0..6).rev().map(|bit| index & (1 << bit) != 0));
    }
    let whole = bits.chunks_exact(8);
    if whole.remainder().contains(&true) {
        return None;
    }
    Some(
        whole
            .map(|byte| byte.iter().fold(0, |sum, bit| sum * 2 + u8::from(*bit)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decoding() {
        assert_eq!(decode(""), Some(Vec::new()));
        assert_eq!(decode("QUFB"), Some(b"AAA".to_vec()));
        assert_eq!(decode("QUE="), Some(b"AA".to_vec()));
        assert_eq!(decode("QQ=="), Some(b"A".to_vec()));
        assert_eq!(decode("//79"), Some(vec![0xff, 0xfe, 0xfd]));
        for text in [
            "QQ", "QQ=", "Q===", "QR==", "Q Q=", "QUFB\n", "__79", "=", "====",
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert!(!equals("x", "x"));
    }
}
