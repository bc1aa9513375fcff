namespace Lurewatch.Scripts.Vba;

/// <summary>What an expression plainly is: a text, a number, a list of such, or not known without running it.</summary>
internal readonly record struct VbaValue
{
    public static VbaValue Unknown => default;

    public string? Text { get; private init; }
    public double? Number { get; private init; }
    public VbaValue[]? Items { get; private init; }
    /// <summary>The text is not one literal but the result of an expression.</summary>
    public bool IsMade { get; private init; }

    public bool IsKnown => Text is not null || Number is not null;

    public static VbaValue Of(string text, bool made = true) => new() { Text = text, IsMade = made };
    public static VbaValue Of(double number) => double.IsFinite(number) ? new() { Number = number } : Unknown;
    public static VbaValue Of(VbaValue[] items) => new() { Items = items };

    /// <summary>As the text operator <c>&amp;</c> takes it; null if unknown.</summary>
    public string? AsText() => Text ?? Number?.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>As arithmetic takes it; null if it is none.</summary>
    public double? AsNumber() => Number ?? (double.TryParse(Text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null);
}
