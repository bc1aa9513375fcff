using System.Globalization;
using Lurewatch.Files;
using Lurewatch.Files.Archives;
using Shouldly;
using Xunit;

namespace Lurewatch.Conformance;

/// <summary>The test archives of libarchive (uuencoded) and SharpCompress: each is opened, or refused with a reason.</summary>
public sealed class ArchiveConformanceTests(ITestOutputHelper output)
{
    /// <summary>As their own test suites name them.</summary>
    private static readonly string[] Passwords = ["12345678", "test", "password", "pass1", "testpassword"];

    /// <summary>Endings of what is no archive that mail carries, of lists and texts, and of the later parts of a file cut into pieces.</summary>
    private static readonly string[] NotArchives = ["mtree", "warc", "bufr", "data", "plain", "stdout", "bin", "md", "tmp", "exe", "jpg", "txt"];

    [Fact]
    public void Every_archive_is_opened_or_refused_with_a_reason()
    {
        var scanner = new MailScanner(new ScanOptions { Strict = true, Passwords = [.. Passwords] });
        var rows = new SortedDictionary<string, (int Tried, int Opened, SortedDictionary<string, int> Refused)>(StringComparer.Ordinal);
        var silent = new List<string>();
        foreach (var file in Corpora.Files(Corpora.Folder("archives")))
        {
            var name = Path.GetFileName(file).Replace(".uu", "", StringComparison.Ordinal);
            var bytes = File.ReadAllBytes(file);
            var analysis = scanner.Scan(file.EndsWith(".uu", StringComparison.Ordinal) ? Uudecode(bytes) : bytes, name);
            var root = analysis.Artifacts[0];
            var type = FileTypes.Name(root.Type);
            var row = rows.GetValueOrDefault(type, (0, 0, new(StringComparer.Ordinal)));
            row.Tried++;
            if (root.Unopened is null)
            {
                row.Opened++;
                if (root.Facts is not ArchiveFacts && root.Type is not FileType.Opc && !IsNoArchive(name)) silent.Add($"{name}: {type}");
            }
            else
            {
                var reason = Reason(root);
                row.Refused[reason] = row.Refused.GetValueOrDefault(reason) + 1;
            }
            rows[type] = row;
        }
        foreach (var (type, (tried, opened, refused)) in rows) output.WriteLine($"{type}: {tried} tried, {opened} opened; {string.Join(", ", refused.Select(pair => $"{pair.Value} {pair.Key}"))}");
        silent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("test_read_format_7zip_encryption.7z", "12345678")]
    [InlineData("test_read_format_7zip_encryption_header.7z", "12345678")]
    [InlineData("test_read_format_7zip_encryption_partially.7z", "12345678")]
    [InlineData("test_read_format_rar_encryption_data.rar", "12345678")]
    [InlineData("test_read_format_rar_encryption_header.rar", "12345678")]
    [InlineData("test_read_format_rar_encryption_partially.rar", "12345678")]
    [InlineData("test_read_format_zip_traditional_encryption_data.zip", "12345678")]
    [InlineData("test_read_format_zip_winzip_aes128.zip", "password")]
    [InlineData("test_read_format_zip_winzip_aes256.zip", "password")]
    [InlineData("test_read_format_zip_winzip_aes256_large.zip", "password")]
    [InlineData("test_read_format_zip_winzip_aes256_stored.zip", "password")]
    [InlineData("test_option_passphrase.zip", "pass1")]
    [InlineData("Rar.Encrypted.rar", "test")]
    [InlineData("Zip.deflate.WinzipAES2.zip", "test")]
    [InlineData("Zip.zstd.WinzipAES.mixed.zip", "test")]
    [InlineData("7Zip.LZMA.Aes.7z", "testpassword")]
    [InlineData("7Zip.LZMA2.Aes.7z", "testpassword")]
    [InlineData("7Zip.encryptedFiles.7z", "password")]
    [InlineData("Rar.encrypted_filesAndHeader.rar", "test")]
    [InlineData("Rar.encrypted_filesOnly.rar", "test")]
    [InlineData("Rar5.encrypted_filesAndHeader.rar", "test")]
    [InlineData("Rar5.encrypted_filesOnly.rar", "test")]
    [InlineData("Zip.bzip2.pkware.zip", "test")]
    [InlineData("Zip.deflate.WinzipAES.zip", "test")]
    [InlineData("Zip.lzma.WinzipAES.zip", "test")]
    [InlineData("Zip.none.encrypted.zip", "test")]
    public void Archives_whose_password_is_known_are_opened(string name, string password)
    {
        var file = Corpora.Files(Corpora.Folder("archives")).First(file => Path.GetFileName(file).Replace(".uu", "", StringComparison.Ordinal) == name);
        var bytes = File.ReadAllBytes(file);
        var root = new MailScanner(new ScanOptions { Strict = true, Passwords = [password] }).Scan(file.EndsWith(".uu", StringComparison.Ordinal) ? Uudecode(bytes) : bytes, name).Artifacts[0];
        var facts = root.Facts.ShouldBeOfType<ArchiveFacts>();
        facts.Password.ShouldBe(password);
        facts.Entries.Where(entry => entry.Encryption is not null).ShouldAllBe(entry => entry.State == "opened");
        root.Unopened.ShouldBeNull();
    }

    private static bool IsNoArchive(string name)
    {
        var ending = name[(name.LastIndexOf('.') + 1)..];
        return NotArchives.Contains(ending, StringComparer.Ordinal) || int.TryParse(ending, CultureInfo.InvariantCulture, out _) || name.Contains("split", StringComparison.Ordinal) || name is "Tar.Empty.tar" or "false.positive.tar"; // zeros alone, and text
    }

    private static string Reason(Artifact file) => file.Facts is ArchiveFacts { Problems: [var first, ..] } && file.Unopened is not "encrypted" ? $"{file.Unopened} ({first.Id})" : file.Unopened!;

    private static byte[] Uudecode(byte[] text)
    {
        var bytes = new List<byte>(text.Length);
        var inside = false;
        foreach (var line in System.Text.Encoding.Latin1.GetString(text).Split('\n').Select(line => line.TrimEnd('\r')))
        {
            if (!inside)
            {
                inside = line.StartsWith("begin ", StringComparison.Ordinal);
                continue;
            }
            if (line == "end") break;
            var left = line.Length == 0 ? 0 : (line[0] - 32) & 63;
            for (var at = 1; left > 0; at += 4, left -= 3)
            {
                var word = 0;
                for (var i = 0; i < 4; i++) word = (word << 6) | (at + i < line.Length ? (line[at + i] - 32) & 63 : 0);
                for (var i = 0; i < Math.Min(3, left); i++) bytes.Add((byte)(word >> (16 - (8 * i))));
            }
        }
        return [.. bytes];
    }
}
