using System.Security.Cryptography;
using Lurewatch.Files;
using Lurewatch.Files.Office;
using Lurewatch.Samples;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as an encrypted document: nothing throws, what comes out stays inside the budget, and what was opened names its password.</summary>
internal static class OfficeEncryptionTarget
{
    public static IReadOnlyList<byte[]> Seeds() =>
    [
        OfficeEncryptor.Agile(new byte[5000], "secret", HashAlgorithmName.SHA1, 128, spins: 3),
        OfficeEncryptor.Agile(new byte[300], "secret", HashAlgorithmName.SHA512, 256, spins: 3),
        OfficeEncryptor.Xls([(0x0809, new byte[16]), (0x0085, [0, 0, 0, 0, 2, 1, 1, 0, 65]), (0x00FF, new byte[2000]), (0x000A, [])], "secret"),
    ];

    public static void Run(ReadOnlySpan<byte> data)
    {
        var budget = new AnalysisBudget(new AnalysisLimits(), TimeProvider.System);
        var found = new OleHandler().Extract(new Artifact(data.ToArray(), "fuzz.xls", "/fuzz.xls", parent: null, "input", FileType.Xls), new FileContext(budget, [new PasswordCandidate("secret", "body")]));
        if (found.Facts is not OfficeFacts facts) throw new InvalidOperationException("no facts");
        if (found.Files.Exists(file => file.Origin == "decrypted") != (facts.Password is not null)) throw new InvalidOperationException("opened without a password, or the other way round");
        if (facts.Password is not null && found.Unopened is not null) throw new InvalidOperationException("opened and unopened");
    }
}
