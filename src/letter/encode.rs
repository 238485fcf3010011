//! Bytes as ASCII: base64 and quoted-printable. Sources: RFC 4648; RFC 2045, sections 6.7 and 6.8.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Base64 on one line. Source: RFC 4648, section 4.
pub fn base64(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4usize {
            let six = (bits >> (18 - 6 * place)) & 63;
            text.push(if place <= group.len() { char::from(ALPHABET[six as usize]) } else { '=' });
        }
    }
    text
}

/// Lines of at most 76 characters. A dot or `From ` at the start of a line is escaped: some servers on the way would change it.
pub fn quoted_printable(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() + text.len() / 8);
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        quoted_line(line.strip_suffix('\r').unwrap_or(line).as_bytes(), &mut encoded);
    }
    encoded
}

fn quoted_line(line: &[u8], encoded: &mut String) {
    let mut width = 0;
    for (index, byte) in line.iter().enumerate() {
        let is_last = index + 1 == line.len();
        let at_start = width == 0 || width + 1 > 75;
        let risky = at_start && (*byte == b'.' || line[index..].starts_with(b"From "));
        let plain = (byte.is_ascii_graphic() && *byte != b'=' && !risky) || (*byte == b' ' && !is_last);
        let token = if plain { char::from(*byte).to_string() } else { format!("={byte:02X}") };
        if width + token.len() > 75 {
            encoded.push_str("=\r\n");
            width = 0;
        }
        encoded.push_str(&token);
        width += token.len();
    }
    encoded.push_str("\r\n");
}

/// Base64 in lines of 76 characters that end in CRLF, as a part of a mail.
pub fn base64_lines(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2);
    // 57 bytes are 76 characters.
    for line in bytes.chunks(57) {
        text.push_str(&base64(line));
        text.push_str("\r\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_and_from_at_the_start_of_a_line_survive_every_server() {
        assert_eq!(quoted_printable(".hidden\nFrom me\ntrailing \n=\n"), "=2Ehidden\r\n=46rom me\r\ntrailing=20\r\n=3D\r\n");
    }

    #[test]
    fn long_lines_are_broken_softly() {
        let encoded = quoted_printable(&"x.".repeat(100));
        assert!(encoded.split("\r\n").all(|line| line.len() <= 76 && !line.starts_with('.')), "{encoded}");
        assert_eq!(encoded.replace("=\r\n", "").replace("=2E", "."), "x.".repeat(100) + "\r\n");
    }

    #[test]
    fn base64_pads_as_it_should_and_breaks_after_76_characters() {
        assert_eq!(["", "f", "fo", "foo", "ü"].map(|text| base64(text.as_bytes())), ["", "Zg==", "Zm8=", "Zm9v", "w7w="]);
        assert!(base64_lines(&[7; 200]).lines().all(|line| line.len() <= 76));
    }
}
