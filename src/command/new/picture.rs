//! Part of `new`: the first cover art, made in code: a flat ground and two discs, like two records that overlap. A PNG with
//! its own small compressor (fixed Huffman codes, runs only), so that no image library is needed for one picture.

/// Side of the picture in pixels; Apple takes 1400 to 3000.
pub const SIDE: u32 = 1_600;

/// A colour: red, green, blue.
type Rgb = [u8; 3];

const GROUND: Rgb = [0xf4, 0xee, 0xe2];
const LEFT: Rgb = [0xc8, 0x4b, 0x31];
const RIGHT: Rgb = [0x1f, 0x3d, 0x4c];
const BOTH: Rgb = [0x6a, 0x25, 0x1d];

/// The cover as PNG, 8 bits each of red, green and blue.
pub fn cover() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = Vec::with_capacity(13);
    header.extend_from_slice(&SIDE.to_be_bytes());
    header.extend_from_slice(&SIDE.to_be_bytes());
    header.extend_from_slice(&[8, 2, 0, 0, 0]);
    chunk(&mut png, b"IHDR", &header);
    chunk(&mut png, b"IDAT", &zlib(&filtered_rows()));
    chunk(&mut png, b"IEND", &[]);
    png
}

/// Each row as its difference from the one above (PNG filter 2), so that nearly all bytes are 0.
fn filtered_rows() -> Vec<u8> {
    let width = SIDE as usize * 3;
    let mut above = vec![0_u8; width];
    let mut rows = Vec::with_capacity((width + 1) * SIDE as usize);
    for y in 0..SIDE {
        let row = row(y);
        rows.push(2);
        rows.extend(row.iter().zip(&above).map(|(here, above)| here.wrapping_sub(*above)));
        above = row;
    }
    rows
}

/// The pixels of row `y`.
fn row(y: u32) -> Vec<u8> {
    let side = i64::from(SIDE);
    let in_disc = |x: i64, centre: i64| {
        let (dx, dy) = (x - centre, i64::from(y) - side / 2);
        dx * dx + dy * dy < (side * 29 / 100) * (side * 29 / 100)
    };
    let colour = |x: i64| match (in_disc(x, side * 37 / 100), in_disc(x, side * 63 / 100)) {
        (true, true) => BOTH,
        (true, false) => LEFT,
        (false, true) => RIGHT,
        (false, false) => GROUND,
    };
    (0..side).flat_map(colour).collect()
}

/// A PNG chunk: length, name, content, check sum.
fn chunk(png: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    png.extend_from_slice(&(content.len() as u32).to_be_bytes());
    let start = png.len();
    png.extend_from_slice(name);
    png.extend_from_slice(content);
    let sum = crc32(&png[start..]);
    png.extend_from_slice(&sum.to_be_bytes());
}

/// CRC-32 as PNG wants it (ISO 3309), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 })
    });
    !sum
}

/// A zlib stream (RFC 1950) with one block of fixed Huffman codes.
fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    stream.extend(deflate_runs(bytes));
    stream.extend_from_slice(&adler32(bytes).to_be_bytes());
    stream
}

fn adler32(bytes: &[u8]) -> u32 {
    let (a, b) = bytes.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (a + b) % 65_521)
    });
    b << 16 | a
}

/// DEFLATE (RFC 1951) of `bytes`: a byte, then how often it repeats (a match at distance 1).
fn deflate_runs(bytes: &[u8]) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.put(1, 1);
    bits.put(1, 2);
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        let run = rest.iter().take_while(|byte| *byte == first).count();
        bits.symbol(u32::from(*first));
        repeat(&mut bits, *first, run - 1);
        rest = &rest[run..];
    }
    bits.symbol(256);
    bits.bytes()
}

/// `count` more of `byte`: as matches at distance 1, the last one or two spelt out where they are too few for a match.
fn repeat(bits: &mut Bits, byte: u8, count: usize) {
    let mut left = count as u32;
    while left >= 3 {
        let length = left.min(258);
        bits.length(length);
        // Distance code 0 means 1; five bits.
        bits.put(0, 5);
        left -= length;
    }
    for _ in 0..left {
        bits.symbol(u32::from(byte));
    }
}

/// Bits in DEFLATE's order: the lowest first.
#[derive(Default)]
struct Bits {
    done: Vec<u8>,
    pending: u32,
    count: u32,
}

impl Bits {
    /// The lowest `count` bits of `value`.
    fn put(&mut self, value: u32, count: u32) {
        self.pending |= value << self.count;
        self.count += count;
        while self.count >= 8 {
            self.done.push((self.pending & 0xff) as u8);
            self.pending >>= 8;
            self.count -= 8;
        }
    }

    /// A literal or length symbol in the fixed code of RFC 1951, 3.2.6; Huffman codes go highest bit first.
    fn symbol(&mut self, symbol: u32) {
        let (code, length) = match symbol {
            0..=143 => (0x30 + symbol, 8),
            144..=255 => (0x190 + symbol - 144, 9),
            256..=279 => (symbol - 256, 7),
            _ => (0xc0 + symbol - 280, 8),
        };
        self.put(code.reverse_bits() >> (32 - length), length);
    }

    /// The symbol and extra bits of a match's length, 3 to 258 (RFC 1951, 3.2.5).
    fn length(&mut self, length: u32) {
        let beyond = length - 3;
        if length == 258 || beyond < 8 {
            self.symbol(if length == 258 { 285 } else { 257 + beyond });
            return;
        }
        let extra = beyond.ilog2() - 2;
        self.symbol(257 + 4 * extra + (beyond >> extra));
        self.put(beyond & ((1 << extra) - 1), extra);
    }

    fn bytes(mut self) -> Vec<u8> {
        if self.count > 0 {
            self.put(0, 8 - self.count);
        }
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cover_is_a_square_png_of_a_size_that_apps_take() {
        let png = cover();
        let size = imagesize::blob_size(&png).expect("a picture");
        assert_eq!((size.width, size.height), (SIDE as usize, SIDE as usize));
        assert!(png.len() < 512_000, "{} bytes", png.len());
    }

    #[test]
    fn check_sums_are_the_standards() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11e6_0398);
    }

    #[test]
    fn it_is_the_same_for_ever() {
        assert_eq!(blake3::hash(&cover()).to_hex()[..16], *"4e2378ee1c71f209");
    }
}
