using System.Globalization;
using Lurewatch.Scripts.Vba.Emulation.Runtime;

namespace Lurewatch.Scripts.Vba.Emulation.Library;

/// <summary>Numbers, types, arrays, dates.</summary>
internal static partial class Functions
{
    private static void AddNumbers(Dictionary<string, LibraryFunction> all)
    {
        Math1(all, "abs", Math.Abs);
        Math1(all, "sgn", x => Math.Sign(x));
        Math1(all, "int", Math.Floor);
        Math1(all, "fix", Math.Truncate);
        Math1(all, "sqr", Math.Sqrt, isWhole: false);
        Math1(all, "exp", Math.Exp, isWhole: false);
        Math1(all, "log", Math.Log, isWhole: false);
        Math1(all, "sin", Math.Sin, isWhole: false);
        Math1(all, "cos", Math.Cos, isWhole: false);
        Math1(all, "tan", Math.Tan, isWhole: false);
        Math1(all, "atn", Math.Atan, isWhole: false);
        all["round"] = (_, a) => Number(a, 0) is { } x ? Whole(Math.Round(x, (int)Math.Clamp(Number(a, 1) ?? 0, 0, 15), MidpointRounding.ToEven)) : Variant.Unknown;
        all["rnd"] = (by, _) => Variant.Of(by.Machine.Random());
        all["hex"] = (_, a) => Number(a, 0) is { } x and > -2147483649 and < 4294967296 ? Variant.Of(x < 0 && x >= short.MinValue && a[0].Kind == VariantKind.Integer ? ((short)x).ToString("X", CultureInfo.InvariantCulture)
            : ((long)Math.Round(x, MidpointRounding.ToEven) & 0xFFFFFFFF).ToString("X", CultureInfo.InvariantCulture)) : Variant.Unknown;
        all["oct"] = (_, a) => Number(a, 0) is { } x and >= 0 and < int.MaxValue ? Variant.Of(Convert.ToString((int)Math.Round(x, MidpointRounding.ToEven), 8)) : Variant.Unknown;
        all["val"] = (_, a) => Text(a, 0) is { } text ? Whole(Val(text)) : Variant.Unknown;
        Convert1(all, "cint", VariantKind.Integer);
        Convert1(all, "clng", VariantKind.Long);
        Convert1(all, "clngptr", VariantKind.Long);
        Convert1(all, "clnglng", VariantKind.LongLong);
        Convert1(all, "cbyte", VariantKind.Byte);
        Convert1(all, "cdbl", VariantKind.Double);
        Convert1(all, "csng", VariantKind.Single);
        Convert1(all, "ccur", VariantKind.Currency);
        Convert1(all, "cdec", VariantKind.Double);
        Convert1(all, "cbool", VariantKind.Boolean);
        Convert1(all, "cdate", VariantKind.Date);
        Convert1(all, "datevalue", VariantKind.Date);
        Convert1(all, "timevalue", VariantKind.Date);
        all["cstr"] = (_, a) => a.Length == 0 || a[0].IsUnknown ? Variant.Unknown : Variant.Of(a[0].AsText());
        all["str"] = (_, a) => Number(a, 0) is { } x ? Variant.Of((x >= 0 ? " " : "") + a[0].AsText()) : Variant.Unknown;
        all["cvar"] = (_, a) => a.Length > 0 ? a[0] : Variant.Unknown;
        all["cverr"] = (_, a) => Number(a, 0) is { } x ? Variant.Of(VariantKind.Error, x) : Variant.Unknown;
        Know(all, "isempty", v => v.Kind == VariantKind.Empty);
        Know(all, "isnull", v => v.Kind == VariantKind.Null);
        Know(all, "isobject", v => v.Kind == VariantKind.Object);
        Know(all, "isarray", v => v.Kind == VariantKind.Array);
        Know(all, "iserror", v => v.Kind == VariantKind.Error);
        Know(all, "isnumeric", v => v.Kind != VariantKind.Object && v.TryNumber(out var x));
        Know(all, "isdate", v => v.Kind == VariantKind.Date || v.Text is { } text && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date));
        all["ismissing"] = (_, a) => Variant.Of(a.Length > 0 && a[0].IsMissing);
        all["typename"] = (_, a) => a.Length == 0 || a[0].IsUnknown ? Variant.Unknown : Variant.Of(TypeName(a[0]));
        all["vartype"] = (_, a) => a.Length == 0 || a[0].IsUnknown ? Variant.Unknown : Variant.Int(VarType(a[0]));
        all["rgb"] = (_, a) => Number(a, 0) is { } r && Number(a, 1) is { } g && Number(a, 2) is { } b ? Variant.Long(r + (g * 256) + (b * 65536)) : Variant.Unknown;
    }

    private static void AddOthers(Dictionary<string, LibraryFunction> all)
    {
        all["array"] = (by, a) => by.Step(a.Length) ? Variant.Of(VbaArray.Of(a.ToArray())) : Variant.Unknown;
        all["lbound"] = (by, a) => Bound(by, a, high: false);
        all["ubound"] = (by, a) => Bound(by, a, high: true);
        all["iif"] = (_, a) => a.Length == 3 && Operators.Plain(a[0]).AsCondition() is { } condition ? a[condition ? 1 : 2] : Variant.Unknown;
        all["choose"] = (_, a) => Number(a, 0) is { } n && n >= 1 && n < a.Length ? a[(int)n] : Variant.Unknown;
        all["switch"] = (_, a) =>
        {
            for (var i = 0; i + 1 < a.Length; i += 2)
                if (Operators.Plain(a[i]).AsCondition() is true) return a[i + 1];
            return Variant.Null;
        };
        all["now"] = (by, _) => Variant.Of(VariantKind.Date, by.Machine.Now());
        all["date"] = (by, _) => Variant.Of(VariantKind.Date, Math.Floor(by.Machine.Now()));
        all["time"] = (by, _) => Variant.Of(VariantKind.Date, by.Machine.Now() % 1);
        all["timer"] = (by, _) => Variant.Of(Math.Round(by.Machine.Now() % 1 * 86400, 2));
        DatePart(all, "year", d => d.Year);
        DatePart(all, "month", d => d.Month);
        DatePart(all, "day", d => d.Day);
        DatePart(all, "hour", d => d.Hour);
        DatePart(all, "minute", d => d.Minute);
        DatePart(all, "second", d => d.Second);
        DatePart(all, "weekday", d => (int)d.DayOfWeek + 1);
        all["dateserial"] = (_, a) => Number(a, 0) is { } y and >= 100 and < 9999 && Number(a, 1) is { } m && Number(a, 2) is { } d && Math.Abs(m) < 1000 && Math.Abs(d) < 10000
            ? Variant.Of(VariantKind.Date, new DateTime((int)y, 1, 1).AddMonths((int)m - 1).AddDays(d - 1).ToOADate()) : Variant.Unknown;
        all["timeserial"] = (_, a) => Number(a, 0) is { } h && Number(a, 1) is { } m && Number(a, 2) is { } s ? Variant.Of(VariantKind.Date, ((h * 3600) + (m * 60) + s) / 86400) : Variant.Unknown;
        all["dateadd"] = (_, a) => Text(a, 0) is { } unit && Number(a, 1) is { } n && Number(a, 2) is { } date
            ? Variant.Of(VariantKind.Date, date + (unit.ToLowerInvariant() switch { "s" => n / 86400, "n" => n / 1440, "h" => n / 24, "ww" => n * 7, "m" => n * 30, "yyyy" => n * 365, _ => n })) : Variant.Unknown;
        all["datediff"] = (_, a) => Text(a, 0) is { } unit && Number(a, 1) is { } from && Number(a, 2) is { } to
            ? Variant.Long(Math.Floor((to - from) * (unit.ToLowerInvariant() switch { "s" => 86400, "n" => 1440, "h" => 24, "ww" => 1.0 / 7, "m" => 1.0 / 30.44, "yyyy" => 1.0 / 365.25, _ => 1 }))) : Variant.Unknown;
        all["error"] = (_, _) => Variant.Of("");
        all["randomize"] = (_, _) => Variant.Empty;
        all["beep"] = all["doevents"] = (_, _) => Variant.Int(0);
        all["varptr"] = all["strptr"] = all["objptr"] = (_, a) => a.Length > 0 && a[0].IsNothing ? Variant.Long(0) : Variant.Long(0x00A0_1000);
    }

    private static void Math1(Dictionary<string, LibraryFunction> all, string name, Func<double, double> function, bool isWhole = true) =>
        all[name] = (by, a) =>
        {
            if (a.Length == 0 || a[0].IsUnknown) return Variant.Unknown;
            if (!a[0].TryNumber(out var x)) return Fail(by, Operators.TypeMismatch);
            var result = function(x);
            return double.IsNaN(result) ? Fail(by, 5) : isWhole ? Whole(result) : Variant.Of(result);
        };

    private static void Convert1(Dictionary<string, LibraryFunction> all, string name, VariantKind kind) =>
        all[name] = (by, a) =>
        {
            if (a.Length == 0) return Variant.Unknown;
            var error = 0;
            var value = Conversion.To(kind, a[0], ref error);
            return error == 0 ? value : Fail(by, error);
        };

    private static void Know(Dictionary<string, LibraryFunction> all, string name, Func<Variant, bool> test) =>
        all[name] = (_, a) => a.Length == 0 || a[0].IsUnknown ? Variant.Unknown : Variant.Of(test(a[0]));

    private static void DatePart(Dictionary<string, LibraryFunction> all, string name, Func<DateTime, int> part) =>
        all[name] = (_, a) =>
        {
            var error = 0;
            return a.Length > 0 && Conversion.To(VariantKind.Date, a[0], ref error).TryNumber(out var serial) && error == 0 && serial is > -657434 and < 2958466 ? Variant.Int(part(DateTime.FromOADate(serial))) : Variant.Unknown;
        };

    private static Variant Whole(double x) => x == Math.Floor(x) && Math.Abs(x) < int.MaxValue ? Variant.Int(x) : Variant.Of(x);

    private static Variant Bound(Interpreter by, ReadOnlySpan<Variant> a, bool high)
    {
        if (a.Length == 0 || a[0].Items is not { } array) return Variant.Unknown;
        var dimension = (int)(Number(a, 1) ?? 1);
        if (dimension < 1 || dimension > array.Bounds.Length) return Fail(by, 9);
        var (low, last) = array.Bounds[dimension - 1];
        return Variant.Long(high ? last : low);
    }

    private static double Val(string text)
    {
        var trimmed = text.AsSpan().TrimStart();
        if (trimmed.Length > 2 && trimmed[0] == '&')
        {
            var length = 2;
            while (length < trimmed.Length && char.IsAsciiHexDigit(trimmed[length])) length++;
            return Variant.TryParse(trimmed[..length].ToString(), out var radix) ? radix : 0;
        }
        var end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] is '.' or ' ' || end == 0 && trimmed[end] is '-' or '+')) end++;
        return double.TryParse(trimmed[..end].ToString().Replace(" ", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static string TypeName(Variant value) => value.Kind switch
    {
        VariantKind.Text => "String",
        VariantKind.Array => value.Items!.IsBytes ? "Byte()" : "Variant()",
        VariantKind.Object => value.Object?.Type ?? "Nothing",
        var kind => kind.ToString(),
    };

    private static int VarType(Variant value) => value.Kind switch
    {
        VariantKind.Empty => 0,
        VariantKind.Null => 1,
        VariantKind.Integer => 2,
        VariantKind.Long => 3,
        VariantKind.Single => 4,
        VariantKind.Double => 5,
        VariantKind.Currency => 6,
        VariantKind.Date => 7,
        VariantKind.Text => 8,
        VariantKind.Object => 9,
        VariantKind.Error => 10,
        VariantKind.Boolean => 11,
        VariantKind.Byte => 17,
        VariantKind.LongLong => 20,
        VariantKind.Array => value.Items!.IsBytes ? 8209 : 8204,
        _ => 0,
    };
}
