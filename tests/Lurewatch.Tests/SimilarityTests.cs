using System.Text;
using Lurewatch.Files;
using Lurewatch.Samples;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests;

public sealed class SimilarityTests
{
    [Fact]
    public void A_mail_its_texts_and_pictures_have_no_digests_and_attachments_and_what_is_in_them_have()
    {
        var text = Encoding.ASCII.GetBytes(string.Join(' ', Enumerable.Range(0, 400).Select(i => (i * i).ToString(System.Globalization.CultureInfo.InvariantCulture))));
        var mail = $"From: a@a.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{Encoding.ASCII.GetString(text)}\r\n"
            + $"--b\r\nContent-Type: application/zip; name=a.zip\r\nContent-Disposition: attachment; filename=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n{Convert.ToBase64String(ZipWriter.Write([("a.txt", text)]))}\r\n--b--\r\n";

        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(Encoding.ASCII.GetBytes(mail));

        analysis.Root.Tlsh.ShouldBeNull();
        analysis.Root.Ssdeep.ShouldBeNull();
        var archive = analysis.Artifacts.Single(file => file.Type is FileType.Zip);
        archive.Tlsh.ShouldNotBeNull().ShouldStartWith("T1");
        archive.Ssdeep.ShouldNotBeNull();
        analysis.Artifacts.Single(file => file.Name == "a.txt").Tlsh.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(49, 1)]
    [InlineData(5_000, 0)]
    public void Content_that_is_short_or_even_has_no_TLSH(int length, int step) =>
        File([.. Enumerable.Range(0, length).Select(i => (byte)(i * step))]).Tlsh.ShouldBeNull();

    [Fact]
    public void Digests_are_computed_for_so_much_content_and_no_more()
    {
        var block = new byte[12 << 20];
        for (var i = 0; i < block.Length; i++) block[i] = (byte)(i * 31 >> 3 ^ i >> 11);
        var files = Enumerable.Range(0, 4).Select(i => ($"{i}.bin", (byte[])[(byte)i, .. block])).ToArray();

        var analysis = new MailScanner(new ScanOptions { Strict = true }).Scan(ZipWriter.Write(files), "a.zip");

        analysis.Root.Size.ShouldBeGreaterThan(16 << 20);
        analysis.Root.Ssdeep.ShouldBeNull();
        analysis.Artifacts.Count(file => file.Ssdeep is not null).ShouldBe(2);
    }

    /// <summary>What the makers' own tools say of the same bytes.</summary>
    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_digests_are_those_of_the_tools_that_everybody_uses(string made, int length, string tlsh, string ssdeep)
    {
        var file = File(Made(made, length));

        file.Tlsh.ShouldBe(tlsh);
        file.Ssdeep.ShouldBe(ssdeep);
    }

    public static TheoryData<string, int, string, string> Vectors() => new()
    {
        { "blocks", 100000, "T1FDA302F0A6ED7827CFCDD5BBDF4B28D929D79CC8994C15814981AC8D5C89028DABD138", "1536:1w6q9oluE9m9dXYU1xS8/BmtXiEIxpGLs:ej97V9dIIIQmIEIyLs" },
        { "blocks", 5000, "T1BEA13CD37261606CCF77557F276B1B8691ADF49D16CC4990B7508B233C192B1A88D03C", "48:b+GlFZzC7eaujFKbbPV5IVrXTUMLaKT/9F4ER1qXLz+p/u6+GTFn:b+8zEeauxCMdHao/RSP+JTF" },
        { "blocks", 600, "T159F07583835031A4E02B10BA1B3638137A82EC8E0FED5220D3808443752C7C7900CE2C", "12:bJQGl0Q0onoDGQ9Nwv9IBf990cKXCfRX8NoAd4o:b+GlL0ooDGQ9NOC7lMCPO" },
        { "letters", 100000, "T1F9A3F243877B0ED9BE6A6A8D405567034D891E3235318CF59FA7118BC370B678AF252D", "1536:nwzKA9MkIfaraPwHQSvlqbYDftBN/ukkP94yed5/+amiPwT49zFgKVwvUXsV:wzK0MOraP90BDfdryedpmiIWh5VkrV" },
        { "letters", 5000, "T128A17E1E1B490DAFB711950B79C1B616B4C24123AD254CA89BFE28C3CD6CA874BF2125", "96:vqxpCZw8mfOgjffgwpGUFM0wDc8bIgJJ+BkOzCTlf9vaVEMRLU:CxuLOYAS0ubIgJqJsxN8jLU" },
        { "letters", 600, "T1AEF04741571B22C33E7D1CA746D01290498B95655DF7055667160843407C9ABA0B743F", "12:2qa4Y92bVRm8Clr9yeN1wvFsFTfOT/qQVEa+CAf3ObWNVv6ZcS7ODq8:292b7Zqxpj+We/tLZaMu3GQ" },
        { "noise", 100000, "T1A7A312C176DC7E0AD1ABD5E7C9CBACE417AB905DC49D2A8848120D8C3C8A03D999E57E", "3072:IE4pK4kz9NwcZ2KIv28z/AnxxgxHdfaDT:LeKzUBKIxz/gxiST" },
        { "noise", 5000, "T1A1A17CEBB6517158CF239AB916EE2AA5D29FE38C16CC7CC027008F873C391F458490E9", "96:b+8zEekwuxCkQw9cn8dHaI5Dt5/RSP+RuiNCmDLTFq9B:i3ekwunQmc0Ham/8wDf0" },
        { "noise", 600, "T16AF04757925536B4601F00A50F793413BA45FD9D0FED5721E74044D6B52D687940CE1D", "12:bJQGl0Q0onoDGQ9Nwv9IBf990cKXCfRX8NoAd4o4b75TTfDm8hJ:b+GlL0ooDGQ9NOC7lMCPOaNDDm87" },
    };

    private static Artifact File(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, "a.bin").Root;

    private static byte[] Made(string how, int length)
    {
        var bytes = new byte[length];
        var state = 12345u;
        for (var i = 0; i < length; i++)
        {
            state = (state * 1103515245) + 12345;
            bytes[i] = how switch
            {
                "noise" => (byte)(state >> 16),
                "letters" => (byte)('a' + (state >> 16) % 26),
                _ => i % 1024 < 512 ? (byte)(state >> 16) : (byte)0, // blocks of noise, of zeros
            };
        }
        return bytes;
    }
}
