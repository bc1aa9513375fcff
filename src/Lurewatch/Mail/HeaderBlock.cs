namespace Lurewatch.Mail;

/// <summary>A header field as it lies in the bytes: offsets into the scanned buffer.</summary>
/// <param name="Start">First byte of the name.</param>
/// <param name="NameEnd">After the name's last byte.</param>
/// <param name="ValueStart">After the colon.</param>
/// <param name="End">After the last continuation line's end.</param>
internal readonly record struct RawHeader(int Start, int NameEnd, int ValueStart, int End);

/// <summary>The top-level header block, split without interpretation [RFC 5322, 2.2]. A line that is no field is noted and skipped; several in a row
/// mean that the blank line is missing and the body has begun.</summary>
internal sealed class HeaderBlock
{
    /// <summary>Fields in order.</summary>
    public List<RawHeader> Fields { get; } = new(32);
    /// <summary>Offset of the first field.</summary>
    public int Start { get; private set; }
    /// <summary>Offset after the block, its blank line excluded.</summary>
    public int End { get; private set; }
    /// <summary>The block ended at what is no header, not at a blank line.</summary>
    public bool NoBlankLine { get; private set; }
    /// <summary>Lines that are neither field nor continuation.</summary>
    public List<int> StrayLines { get; } = [];
    /// <summary>An mbox line stood before the first field.</summary>
    public bool MboxLine { get; private set; }

    public static HeaderBlock Scan(ReadOnlySpan<byte> bytes)
    {
        var block = new HeaderBlock();
        var at = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        while (at < bytes.Length && bytes[at] is (byte)'\r' or (byte)'\n' or (byte)' ' or (byte)'\t') at++;
        if (bytes[at..].StartsWith("From "u8) || bytes[at..].StartsWith(">From "u8))
        {
            block.MboxLine = true;
            at = NextLine(bytes, at);
        }
        block.Start = at;
        var first = at;
        var strayRun = 0;
        var firstStray = 0;
        while (at < bytes.Length)
        {
            var next = NextLine(bytes, at);
            if (bytes[at] == '\n' || (bytes[at] == '\r' && (at + 1 >= bytes.Length || bytes[at + 1] == '\n')))
            {
                block.End = at;
                return block.WithoutFieldsAllIsText(first);
            }
            var name = NameLength(bytes[at..next]);
            if (name > 0)
            {
                strayRun = 0;
                var colon = bytes[(at + name)..next].IndexOf((byte)':') + at + name;
                var end = next;
                while (end < bytes.Length && bytes[end] is (byte)' ' or (byte)'\t') end = NextLine(bytes, end);
                block.Fields.Add(new RawHeader(at, at + name, colon + 1, end));
                at = end;
                continue;
            }
            if (block.Fields.Count == 0 && block.StrayLines.Count < 8) block.Start = next;
            else if (strayRun == 0) firstStray = at;
            if (block.StrayLines.Count < 64) block.StrayLines.Add(at);
            if (block.Fields.Count > 0 && (++strayRun == 2 || bytes[at..next].StartsWith("--"u8)))
            {
                while (block.StrayLines.Count > 0 && block.StrayLines[^1] >= firstStray) block.StrayLines.RemoveAt(block.StrayLines.Count - 1);
                block.End = firstStray;
                block.NoBlankLine = true;
                return block;
            }
            at = next;
        }
        block.End = strayRun > 0 ? firstStray : at;
        block.NoBlankLine = strayRun > 0;
        return block.WithoutFieldsAllIsText(first);
    }

    private HeaderBlock WithoutFieldsAllIsText(int first)
    {
        if (Fields.Count > 0) return this;
        Start = End = first;
        StrayLines.Clear();
        NoBlankLine = true;
        return this;
    }

    /// <summary>Length of the field name before a colon; 0 if the line does not start with one.</summary>
    internal static int NameLength(ReadOnlySpan<byte> line)
    {
        var i = 0;
        while (i < line.Length && line[i] is > 32 and < 127 and not (byte)':') i++;
        if (i is 0 or > 128) return 0;
        var colon = i;
        while (colon < line.Length && line[colon] is (byte)' ' or (byte)'\t') colon++;
        return colon < line.Length && line[colon] == ':' ? i : 0;
    }

    private static int NextLine(ReadOnlySpan<byte> bytes, int at)
    {
        var end = bytes[at..].IndexOf((byte)'\n');
        return end < 0 ? bytes.Length : at + end + 1;
    }
}
