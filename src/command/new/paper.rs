//! Part of `new`: the sample Referral Kit's file: a PDF of one page, made in code.

/// A PDF of one A4 page: a heading and lines below it. Characters outside ASCII are left out, as the built-in font cannot show them.
pub fn pdf(heading: &str, lines: &[&str]) -> Vec<u8> {
    let mut page = format!("BT\n/F1 22 Tf\n72 740 Td\n({}) Tj\n/F1 12 Tf\n0 -40 Td\n20 TL\n", escaped(heading));
    for line in lines {
        page.push_str(&format!("({}) Tj T*\n", escaped(line)));
    }
    page.push_str("ET\n");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>".to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{page}endstream", page.len()),
    ];
    assembled(&objects).into_bytes()
}

/// The objects, numbered from 1, with the table that says where each starts.
fn assembled(objects: &[String]) -> String {
    let mut pdf = "%PDF-1.4\n".to_owned();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", pdf.len()));
        pdf.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = pdf.len();
    format!("{pdf}{table}trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1)
}

/// Text in a PDF's round brackets.
fn escaped(text: &str) -> String {
    let shown = text.chars().filter(|character| matches!(character, ' '..='~'));
    shown.flat_map(|character| matches!(character, '(' | ')' | '\\').then_some('\\').into_iter().chain([character])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_points_to_the_objects() {
        let pdf = String::from_utf8(pdf("Five (5) questions", &["one \\ two", "drei ü"])).expect("ASCII");
        assert!(pdf.starts_with("%PDF-") && pdf.ends_with("%%EOF\n"));
        assert!(pdf.contains("(Five \\(5\\) questions) Tj") && pdf.contains("(drei ) Tj"), "{pdf}");
        let table = pdf.split("0000000000 65535 f \n").nth(1).expect("a table");
        for (index, entry) in table.lines().take_while(|line| line.ends_with(" n ")).enumerate() {
            let start: usize = entry[..10].parse().expect("a number");
            assert!(pdf[start..].starts_with(&format!("{} 0 obj", index + 1)));
        }
    }
}
