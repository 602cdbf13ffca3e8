/**
 * The beginning of a text that takes at most so many bytes as UTF-8; characters are not split. The text itself, the same
 * string, when it fits.
 */
export function cutText(text: string, maxBytes: number): string {
  // A UTF-16 unit takes at most three bytes.
  if (text.length * 3 <= maxBytes) return text;
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isPair = unit >= 0xd800 && unit <= 0xdbff && i + 1 < text.length;
    bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : isPair ? 4 : 3;
    if (bytes > maxBytes) return text.slice(0, i);
    if (isPair) i++;
  }
  return text;
}
