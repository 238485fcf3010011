//! Hues → colours. Every partner has a hue; lightness and chroma are fixed, so that any hue passes contrast. Chosen in OKLCH, written
//! as sRGB hex for browsers that know no `oklch()`. Floating point stays inside; what leaves is text.

/// Lightness and chroma, in thousandths, of one token.
type Shade = (u16, u16);

/// Name, shade on light pages, shade on dark pages.
const TOKENS: [(&str, Shade, Shade); 6] = [
    ("stage", (290, 65), (250, 50)),
    ("link", (450, 110), (820, 90)),
    ("tint", (955, 22), (240, 25)),
    ("tint-edge", (880, 45), (360, 50)),
    ("tone", (900, 45), (420, 50)),
    ("deep", (300, 70), (240, 45)),
];

/// Words beside the main ones on the stage, the same on light and dark pages.
const STAGE_MUTED: Shade = (860, 30);

/// Custom properties for the element that sets a hue: each token for light (`--stage-l`) and dark (`--stage-d`) pages, and
/// `--stage-muted`, which is the same on both. The stylesheet chooses between them.
#[must_use]
pub fn style(hue: u16) -> String {
    let direction = direction(hue);
    let mut text = String::with_capacity(320);
    for (name, light, dark) in TOKENS {
        push(&mut text, [name, "-l"], srgb(light, direction));
        push(&mut text, [name, "-d"], srgb(dark, direction));
    }
    push(&mut text, ["stage", "-muted"], srgb(STAGE_MUTED, direction));
    text
}

/// What pictures need of a hue, as it is on light pages: stage, muted words on it, tint, tone and deep.
#[must_use]
pub fn picture_colours(hue: u16) -> [[u8; 3]; 5] {
    let direction = direction(hue);
    let token = |wanted: &str| TOKENS.iter().find(|(name, ..)| *name == wanted).map_or((0, 0), |(_, light, _)| *light);
    [token("stage"), STAGE_MUTED, token("tint"), token("tone"), token("deep")].map(|shade| srgb(shade, direction))
}

/// `--name:#rrggbb;`, written by hand: every page has a few dozen of them.
fn push(text: &mut String, name: [&str; 2], rgb: [u8; 3]) {
    text.push_str("--");
    name.iter().for_each(|part| text.push_str(part));
    text.push_str(":#");
    for channel in rgb {
        for digit in [channel >> 4, channel & 15] {
            text.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
        }
    }
    text.push(';');
}

/// Cosine and sine of a hue in degrees.
fn direction(hue: u16) -> [f64; 2] {
    let (sine, cosine) = f64::from(hue % 360).to_radians().sin_cos();
    [cosine, sine]
}

/// A shade of a hue; chroma gives way where sRGB cannot show it.
fn srgb((lightness, chroma): Shade, [cosine, sine]: [f64; 2]) -> [u8; 3] {
    let lightness = f64::from(lightness) / 1000.0;
    let at = |chroma: f64| linear_srgb(lightness, chroma * cosine, chroma * sine);
    let fits = |rgb: &[f64; 3]| rgb.iter().all(|channel| (-0.000_1..=1.000_1).contains(channel));
    let mut high = f64::from(chroma) / 1000.0;
    let mut rgb = at(high);
    if !fits(&rgb) {
        let mut low = 0.0;
        for _ in 0..8 {
            let middle = (low + high) / 2.0;
            if fits(&at(middle)) { low = middle } else { high = middle }
        }
        rgb = at(low);
    }
    rgb.map(encode)
}

/// OKLab → linear sRGB. Source: Björn Ottosson, "A perceptual color space for image processing" (2020); CSS Color 4, section 17.
fn linear_srgb(lightness: f64, a: f64, b: f64) -> [f64; 3] {
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
}

/// One channel, gamma-encoded. Source: IEC 61966-2-1.
fn encode(linear: f64) -> u8 {
    let linear = linear.clamp(0.0, 1.0);
    let encoded = if linear <= 0.003_130_8 { 12.92 * linear } else { 1.055 * linear.powf(1.0 / 2.4) - 0.055 };
    // In range by the clamp above.
    (encoded * 255.0).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rgb = [u8; 3];

    /// Relative luminance and contrast ratio. Source: WCAG 2.2, definitions.
    fn luminance(rgb: Rgb) -> f64 {
        let [red, green, blue] = rgb.map(|channel| {
            let channel = f64::from(channel) / 255.0;
            if channel <= 0.040_45 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn shade(name: &str) -> (Shade, Shade) {
        TOKENS.iter().find(|(token, ..)| *token == name).map(|(_, light, dark)| (*light, *dark)).unwrap()
    }

    fn worst(pair: impl Fn(u16) -> (Rgb, Rgb)) -> f64 {
        (0..360).map(pair).map(|(a, b)| contrast(a, b)).fold(f64::MAX, f64::min)
    }

    fn rgb(hex: u32) -> Rgb {
        [(hex >> 16) as u8, (hex >> 8) as u8, hex as u8]
    }

    fn of(shade: Shade, hue: u16) -> Rgb {
        srgb(shade, direction(hue))
    }

    #[test]
    fn white_on_the_stage_passes_for_every_hue() {
        let (light, dark) = shade("stage");
        assert!(worst(|hue| (rgb(0xffffff), of(light, hue))) >= 13.3);
        assert!(worst(|hue| (rgb(0xffffff), of(dark, hue))) >= 15.4);
        assert!(worst(|hue| (of((860, 30), hue), of(light, hue))) >= 8.7);
    }

    #[test]
    fn links_pass_on_paper_wash_and_tint_for_every_hue() {
        let (light, dark) = shade("link");
        let (tint_light, tint_dark) = shade("tint");
        for (ground, least) in [(0xfcfcfa, 6.3), (0xfff4d6, 5.9), (0xf2f2ed, 5.5)] {
            let worst = worst(|hue| (of(light, hue), rgb(ground)));
            assert!(worst >= least, "{ground:06x}: {worst}");
        }
        for (ground, least) in [(0x111614, 9.9), (0x2a2311, 8.4), (0x1e2623, 8.0)] {
            let worst = worst(|hue| (of(dark, hue), rgb(ground)));
            assert!(worst >= least, "{ground:06x}: {worst}");
        }
        assert!(worst(|hue| (of(light, hue), of(tint_light, hue))) >= 5.7);
        assert!(worst(|hue| (of(dark, hue), of(tint_dark, hue))) >= 8.9);
    }

    #[test]
    fn muted_text_and_initials_pass_on_every_hue() {
        let (tint_light, tint_dark) = shade("tint");
        assert!(worst(|hue| (rgb(0x55605a), of(tint_light, hue))) >= 5.5);
        assert!(worst(|hue| (rgb(0xa7b1ac), of(tint_dark, hue))) >= 7.2);
        let (tone_light, tone_dark) = shade("tone");
        let (stage_light, _) = shade("stage");
        assert!(worst(|hue| (of(stage_light, hue), of(tone_light, hue))) >= 8.0);
        assert!(worst(|hue| (rgb(0xffffff), of(tone_dark, hue))) >= 7.0);
    }

    #[test]
    fn known_colours_come_out_right() {
        assert_eq!(of((1000, 0), 0), [255; 3]);
        assert_eq!(of((0, 0), 0), [0; 3]);
        // oklch(0.628 0.2577 29.23) is sRGB red; whole numbers come close.
        let [red, green, blue] = of((628, 257), 29);
        assert!(red >= 252 && green < 12 && blue < 12, "{red} {green} {blue}");
    }

    #[test]
    fn a_hue_sets_every_token_for_light_and_dark() {
        let style = style(235);
        for token in ["--stage-l:#", "--stage-d:#", "--link-l:#", "--tint-edge-d:#", "--stage-muted:#"] {
            assert!(style.contains(token), "{style}");
        }
    }
}
