namespace Lurewatch.Mail;

/// <summary>What is wrong with the lines: their ends, their length [RFC 5322, 2.1.1, 2.3].</summary>
internal static class LineDefects
{
    private const int MaxLine = 998;
    private const int Window = 1 << 20;

    public static void Find(ReadOnlySpan<byte> message, HeaderBlock block, Defects defects)
    {
        var bytes = message[..Math.Min(message.Length, Window)];
        int crlf = 0, lf = 0, cr = 0, firstCr = -1, longest = 0, longestAt = 0;
        var lineStart = 0;
        var at = 0;
        while (at < bytes.Length)
        {
            var hit = bytes[at..].IndexOfAny((byte)'\r', (byte)'\n');
            if (hit < 0) break;
            at += hit;
            if (at - lineStart > longest) { longest = at - lineStart; longestAt = lineStart; }
            if (bytes[at] == '\n') lf++;
            else if (at + 1 < bytes.Length && bytes[at + 1] == '\n') { crlf++; at++; }
            else
            {
                if (cr++ == 0) firstCr = at;
                at++;
                continue;
            }
            lineStart = ++at;
        }
        if (bytes.Length - lineStart > longest) { longest = bytes.Length - lineStart; longestAt = lineStart; }
        if (cr > 0) defects.Add(firstCr < block.End ? "header-bare-cr" : "line-end-bare-cr", $"{cr} CR without LF", new Place { Offset = firstCr });
        if (crlf > 0 && lf > 0) defects.Add("line-end-mixed", $"{lf} lines end with LF alone, {crlf} with CRLF", new Place());
        if (longest > MaxLine)
            defects.Add(longestAt < block.End ? "header-line-long" : "line-long", $"a line of {longest} bytes", new Place { Offset = longestAt });
    }
}
