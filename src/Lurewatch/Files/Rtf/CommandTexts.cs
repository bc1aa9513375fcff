using System.Text;

namespace Lurewatch.Files.Rtf;

/// <summary>Readable runs in binary data that are commands or addresses.</summary>
internal static class CommandTexts
{
    private const int Least = 8, MostTexts = 16, MostChars = 4096;
    private static readonly string[] s_marks = ["cmd", "mshta", "powershell", "http", "regsvr32", "rundll32", "wscript", "cscript", "certutil", "bitsadmin", "msiexec", ".exe", "\\\\"];

    public static List<string> In(ReadOnlySpan<byte> bytes)
    {
        var texts = new List<string>();
        for (var at = 0; at < bytes.Length && texts.Count < MostTexts;)
        {
            var length = bytes[at..].IndexOfAnyExceptInRange((byte)' ', (byte)'~');
            if (length < 0) length = bytes.Length - at;
            if (length >= Least)
            {
                var text = Encoding.ASCII.GetString(bytes.Slice(at, Math.Min(length, MostChars)));
                if (Array.Exists(s_marks, mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase))) texts.Add(text);
            }
            at += length + 1;
        }
        return texts;
    }
}
