using System.Text;
using Lurewatch.Bytes;
using Lurewatch.Files.Text;

namespace Lurewatch.Files.Programs.Packages;

/// <summary>Java classes [JVMS 4]: name, parent, classes of note in the constant pool, addresses in its strings. The code is not run.</summary>
internal sealed class JavaClassHandler : IFileHandler
{
    private const int MostChars = 2_048, MostText = 1 << 16;

    public string Name => "java-class";

    public bool Claims(FileType type) => type is FileType.JavaClass;

    public Extraction Extract(Artifact file, FileContext context)
    {
        var fields = new FieldReader(file.Bytes.Span, bigEndian: true);
        var count = fields.U16(8);
        var entries = new long[count];
        long at = 10;
        var whole = true;
        for (var i = 1; i < count; i++)
        {
            if (!fields.Has(at, 3) || !context.Budget.TryTakeSteps(1, file.Path))
            {
                whole = false;
                break;
            }
            entries[i] = at;
            switch (fields.U8(at))
            {
                case 1: at += 3 + fields.U16(at + 1); break;
                case 3 or 4 or 9 or 10 or 11 or 12 or 17 or 18: at += 5; break;
                case 5 or 6: // takes two places
                    at += 9;
                    i++;
                    break;
                case 7 or 8 or 16 or 19 or 20: at += 3; break;
                case 15: at += 4; break;
                default: (whole, i) = (false, count); break;
            }
        }
        var text = new StringBuilder();
        var uses = new List<string>();
        foreach (var entry in entries)
        {
            if (entry == 0) continue;
            if (fields.U8(entry) == 7 && Utf8(fields, entries, fields.U16(entry + 1)) is { } used && IsOfNote(used)) uses.Add(used.Replace('/', '.'));
            else if (fields.U8(entry) == 1 && fields.Slice(entry + 3, fields.U16(entry + 1)) is var bytes && bytes.IndexOf("://"u8) >= 0 && text.Length < MostText)
                text.Append(Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, MostChars)])).Append('\n');
        }
        return new Extraction(new JavaClassFacts
        {
            Class = whole ? Class(fields, entries, fields.U16(at + 2)) : null,
            SuperClass = whole ? Class(fields, entries, fields.U16(at + 4)) : null,
            MajorVersion = fields.U16(6),
            Uses = uses,
            Urls = text.Length == 0 ? [] : FoundUrls.In(text.ToString(), context.Budget),
        })
        { Unopened = whole ? null : "damaged" };
    }

    private static string? Class(FieldReader fields, long[] entries, int index) =>
        index < entries.Length && entries[index] is > 0 and var entry && fields.U8(entry) == 7 ? Utf8(fields, entries, fields.U16(entry + 1))?.Replace('/', '.') : null;

    private static string? Utf8(FieldReader fields, long[] entries, int index) =>
        index < entries.Length && entries[index] is > 0 and var entry && fields.U8(entry) == 1 ? Encoding.UTF8.GetString(fields.Slice(entry + 3, Math.Min((int)fields.U16(entry + 1), MostChars))) : null;

    private static bool IsOfNote(string name) => name is "java/lang/Runtime" or "java/lang/ProcessBuilder" or "java/net/URLClassLoader" or "java/lang/ClassLoader" or "javax/script/ScriptEngineManager"
        or "java/lang/instrument/Instrumentation" or "java/awt/Robot" or "com/sun/jna/Native" or "java/net/URLConnection" or "java/net/HttpURLConnection" or "java/net/Socket";
}
