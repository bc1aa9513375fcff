using Lurewatch.Detection;
using Lurewatch.Files;
using Lurewatch.Files.Mail;

namespace Lurewatch;

/// <summary>Everything the engine is made of, one readable list a kind. A test asserts that none is missing.</summary>
internal static class BuiltIn
{
    /// <summary>File formats, in the order in which they are asked.</summary>
    public static IReadOnlyList<IFileHandler> Handlers(ScanOptions options) =>
    [
        new MailHandler(options),
    ];

    /// <summary>Detectors, in the order in which they look.</summary>
    public static IReadOnlyList<IDetector> Detectors { get; } =
    [
    ];
}
