using System.Text;
using Lurewatch.Bytes;

namespace Lurewatch.Files.Programs.Packages;

/// <summary>The manifest of an Android app in its binary form [AOSP, ResourceTypes.h]: a pool of strings, numbers of known attributes, then elements one after the other.</summary>
internal static class AndroidManifest
{
    private const int MostStrings = 65_536, MostNamed = 256, MostChars = 512;
    private const uint NameAttribute = 0x0101_0003, LabelAttribute = 0x0101_0001, VersionAttribute = 0x0101_021c;

    public static PackageFacts Read(ReadOnlySpan<byte> bytes, AnalysisBudget budget, string what)
    {
        var pool = default(Pool);
        var fields = new FieldReader(bytes);
        (long At, int Count) known = default;
        string? package = null, version = null, label = null, activity = null, main = null;
        List<string> permissions = [], components = [];
        var (isMain, isLauncher) = (false, false);
        for (long at = 8; fields.Has(at, 8) && budget.TryTakeSteps(1, what);)
        {
            var size = fields.U32(at + 4);
            if (size < 8) break;
            switch (fields.U16(at))
            {
                case 0x0001 when pool.Count == 0: pool = new Pool(at, Math.Min(fields.U32(at + 8), MostStrings), at + fields.U32(at + 20), (fields.U32(at + 16) & 0x100) != 0); break;
                case 0x0180: known = (at + 8, (int)Math.Min((size - 8) / 4, MostStrings)); break;
                case 0x0102: Element(fields, at); break;
                case 0x0103 when pool.Text(fields, fields.U32(at + 20)) is "activity" or "activity-alias":
                    if (isMain && isLauncher) main ??= activity;
                    (activity, isMain, isLauncher) = (null, false, false);
                    break;
            }
            at += size;
        }
        components.RemoveAll(name => name == main);
        return new PackageFacts
        {
            Format = "apk",
            Identity = package,
            Version = version,
            DisplayName = label,
            EntryPoints = main is null ? components : [main, .. components],
            Permissions = permissions,
        };

        void Element(FieldReader from, long at)
        {
            var element = pool.Text(from, from.U32(at + 20));
            string? name = null;
            var start = at + 16 + from.U16(at + 24);
            var step = Math.Max((int)from.U16(at + 26), 20);
            for (var i = 0; i < from.U16(at + 28) && from.Has(start + ((long)step * i), 20); i++)
            {
                var attribute = start + ((long)step * i);
                var index = from.U32(attribute + 4);
                var number = index < known.Count ? from.U32(known.At + (4L * index)) : 0;
                var value = from.U8(attribute + 15) == 3 ? pool.Text(from, from.U32(attribute + 16)) : pool.Text(from, from.U32(attribute + 8));
                // Obfuscators blank the names of attributes; Android goes by their numbers.
                if (number == NameAttribute || (number == 0 && pool.Text(from, index) == "name")) name = value;
                else if (element == "manifest" && pool.Text(from, index) == "package") package ??= value;
                else if (element == "manifest" && number == VersionAttribute) version ??= value;
                else if (element == "application" && number == LabelAttribute) label ??= value;
            }
            switch (element)
            {
                case "uses-permission" or "uses-permission-sdk-23" when name is { Length: > 0 } && permissions.Count < MostNamed: permissions.Add(name); break;
                case "activity" or "activity-alias": (activity, isMain, isLauncher) = (name, false, false); break;
                case "action" when name == "android.intent.action.MAIN": isMain = true; break;
                case "category" when name is "android.intent.category.LAUNCHER" or "android.intent.category.LEANBACK_LAUNCHER": isLauncher = true; break;
                case "service" or "receiver" when name is { Length: > 0 } && components.Count < MostNamed: components.Add(name); break;
            }
        }
    }

    /// <summary>The strings, read when they are asked for.</summary>
    private readonly record struct Pool(long At, uint Count, long Texts, bool IsUtf8)
    {
        public string? Text(FieldReader fields, uint index)
        {
            if (index >= Count) return null;
            var at = Texts + fields.U32(At + 28 + (4L * index));
            if (!IsUtf8)
            {
                int length = fields.U16(at);
                at += 2;
                if ((length & 0x8000) != 0)
                {
                    length = ((length & 0x7fff) << 16) | fields.U16(at);
                    at += 2;
                }
                return fields.WideText(at, Math.Min(length, MostChars));
            }
            at += (fields.U8(at) & 0x80) != 0 ? 2 : 1; // characters
            int bytes = fields.U8(at++);
            if ((bytes & 0x80) != 0) bytes = ((bytes & 0x7f) << 8) | fields.U8(at++);
            return Encoding.UTF8.GetString(fields.Slice(at, Math.Min(bytes, MostChars)));
        }
    }
}
