//! Whether AAC packets carry spectral band replication without saying so up front, as raw AAC streams do.
//!
//! The extra data stands in a fill element right before the end of a packet, so that old decoders pass over it. It is looked for from
//! behind, without decoding: a fill element whose length leads exactly to the end mark is one by chance in about one packet of ten.
//!
//! Source: ISO/IEC 14496-3, tables 4.3, 4.11, 4.57 and 4.121.

use super::mp4::Bits;

/// Packets that are looked at.
const LOOKED_AT: u32 = 64;
/// Of so many packets, more than half must have it.
const LEAST: u32 = 4;
/// The marks of a fill element and of the end, and the kinds of extension that hold the upper half.
const FILL: u32 = 6;
const END: u32 = 7;
const KINDS: [u32; 2] = [13, 14];
/// Encoders of a constant bit rate fill packets up behind it.
const MOST_FILLS: usize = 8;

/// What the first packets of a stream look like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct UpperHalf {
    looked_at: u32,
    found: u32,
}

impl UpperHalf {
    /// Looks at a packet, if it is among the first.
    pub fn look(&mut self, packet: &[u8]) {
        // Encoders begin with a packet or two of silence.
        if self.looked_at < LOOKED_AT && packet.len() > 12 {
            self.looked_at += 1;
            self.found += u32::from(has_it(packet));
        }
    }

    /// Whether the stream is HE-AAC.
    pub fn is_there(self) -> bool {
        self.looked_at >= LEAST && self.found * 2 > self.looked_at
    }
}

fn has_it(packet: &[u8]) -> bool {
    (0..packet.len() * 8).any(|at| leads_to_the_end(packet, at).unwrap_or(false))
}

/// Whether a fill element with the upper half begins at this bit, and nothing but fill elements stands between it and the end mark.
fn leads_to_the_end(packet: &[u8], at: usize) -> Option<bool> {
    let mut bits = Bits { bytes: packet, at };
    if bits.take(3)? != FILL || !KINDS.contains(&step_over(&mut bits)?) {
        return Some(false);
    }
    for _ in 0..MOST_FILLS {
        match bits.take(3)? {
            END => return Some((packet.len() * 8).checked_sub(bits.at).is_some_and(|rest| rest < 8)),
            FILL => step_over(&mut bits).map(drop)?,
            _ => break,
        }
    }
    Some(false)
}

/// Steps over what is in a fill element, behind its mark; returns of which kind that is.
fn step_over(bits: &mut Bits<'_>) -> Option<u32> {
    let mut length = bits.take(4)?;
    if length == 15 {
        length += bits.take(8)?;
        length -= 1;
    }
    let start = bits.at;
    let kind = if length == 0 { 0 } else { bits.take(4)? };
    bits.at = start + length as usize * 8;
    Some(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet of this many bytes of something, then a fill element of this kind, the end mark and zeros.
    fn packet(kind: u8, length: usize) -> Vec<u8> {
        let mut bits: Vec<u8> = (0..30 * 8).map(|at| u8::from(at % 5 == 0)).collect();
        let mut put =
            |value: usize, count: usize| bits.extend((0..count).rev().map(|at| if at < 32 { (value >> at & 1) as u8 } else { 0 }));
        put(6, 3);
        if length < 15 {
            put(length, 4);
        } else {
            put(15, 4);
            put(length - 14, 8);
        }
        put(usize::from(kind), 4);
        put(0, length * 8 - 4);
        put(7, 3);
        bits.chunks(8).map(|bits| bits.iter().enumerate().fold(0, |byte, (at, bit)| byte | bit << (7 - at))).collect()
    }

    #[test]
    fn the_upper_half_is_found_behind_the_sound() {
        for (kind, length) in [(13, 9), (14, 14), (13, 15), (13, 90)] {
            assert!(has_it(&packet(kind, length)), "{kind} {length}");
        }
        assert!(!has_it(&packet(0, 20)), "filled up with nothing");
        assert!(!has_it(&[]) && !has_it(&[0xDF; 3]));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            has_it(&bytes);
        }
    }

    #[test]
    fn half_of_the_packets_must_have_it() {
        let mut stream = UpperHalf::default();
        (0..6).for_each(|at| stream.look(&packet(if at % 2 == 0 { 13 } else { 0 }, 20)));
        assert!(!stream.is_there());
        (0..2).for_each(|_| stream.look(&packet(13, 20)));
        assert!(stream.is_there());
    }
}
