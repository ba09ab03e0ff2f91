//! The contents of the bot's files: valid for their type, so that pictures can be shown and recordings played.

/// The content of a file, according to the extension of its name.
pub(super) fn content(name: &str) -> Vec<u8> {
    match name.rsplit('.').next().unwrap_or_default().to_lowercase().as_str() {
        "csv" => b"month,visits\nJanuary,120\nFebruary,95\nMarch,143\n".to_vec(),
        "png" | "jpg" | "jpeg" | "gif" | "webp" => png(320, 200),
        "wav" | "mp3" => wav(),
        "pdf" => PDF.to_vec(),
        "svg" => SVG.to_vec(),
        "html" => b"<!doctype html><script>window.hacked = true</script><p>A page</p>".to_vec(),
        "json" => b"{\"visits\": 358}".to_vec(),
        _ => format!("This is {name}.\n").into_bytes(),
    }
}

/// A script in it runs only if the file is opened as a document.
const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"320\" height=\"200\">\
<script>window.hacked = true</script><rect width=\"320\" height=\"200\" fill=\"teal\"/></svg>";

/// One blank page.
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";

/// A picture with a colour gradient.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut rows = Vec::new();
    for y in 0..height {
        // The filter of the row: none.
        rows.push(0);
        for x in 0..width {
            rows.extend([(x * 255 / width) as u8, (y * 255 / height) as u8, 160]);
        }
    }
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    // 8 bits for each of red, green and blue.
    header.extend([8, 2, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", header), (b"IDAT", zlib_stored(&rows)), (b"IEND", Vec::new())] {
        let checked: Vec<u8> = kind.iter().copied().chain(data.iter().copied()).collect();
        file.extend((data.len() as u32).to_be_bytes());
        file.extend(&checked);
        file.extend(crc32(&checked).to_be_bytes());
    }
    file
}

/// A zlib stream without compression.
fn zlib_stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let blocks = data.len().div_ceil(0xffff);
    for (index, block) in data.chunks(0xffff).enumerate() {
        let length = block.len() as u16;
        stream.push(u8::from(index + 1 == blocks));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    let (mut low, mut high) = (1_u32, 0_u32);
    for byte in data {
        low = (low + u32::from(*byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    stream.extend(((high << 16) | low).to_be_bytes());
    stream
}

fn crc32(data: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in data {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// One second of a tone: 8,000 samples of 8 bits.
fn wav() -> Vec<u8> {
    const RATE: u32 = 8_000;
    let mut file = b"RIFF".to_vec();
    file.extend((36 + RATE).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    // PCM with one channel.
    file.extend([1, 0, 1, 0]);
    // The rate in samples and in bytes, the bytes of a sample, and its bits.
    file.extend(RATE.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    file.extend([1, 0, 8, 0]);
    file.extend(b"data");
    file.extend(RATE.to_le_bytes());
    file.extend((0..RATE).map(|sample| if sample / 10 % 2 == 0 { 100_u8 } else { 156 }));
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_match_those_of_the_formats() {
        assert_eq!(crc32(b"IEND"), 0xae42_6082);
        let stream = zlib_stored(b"Wikipedia");
        assert_eq!(stream.get(stream.len() - 4..), Some(&0x11e6_0398_u32.to_be_bytes()[..]));
        assert_eq!(png(4, 3).len(), 8 + 25 + 12 + (2 + 5 + 39 + 4) + 12);
        assert_eq!(wav().len(), 8_044);
    }
}
