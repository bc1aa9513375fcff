namespace Lurewatch.Files;

/// <summary>Passwords worth trying on an encrypted file.</summary>
internal static class PasswordCandidates
{
    /// <summary>What malspam and analysts use all the time, after the user's own.</summary>
    public static IReadOnlyList<PasswordCandidate> Usual(IReadOnlyList<string> own) =>
        [.. own.Select(p => new PasswordCandidate(p, "options")), .. UsualOnes];

    private static readonly PasswordCandidate[] UsualOnes =
        [.. new[] { "infected", "1234", "12345", "123456", "password", "VelvetSweatshop" }.Select(p => new PasswordCandidate(p, "usual"))];
}
