using System.Text;
using Lurewatch.Files.Archives;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Archives;

public sealed class TarHandlerTests
{
    [Fact]
    public void A_size_in_the_pax_header_stands_for_that_of_the_header()
    {
        byte[] tar = [.. Header("x", 'x', 22), .. Block("9 size=4\n13 path=b.txt\n"[..22]), .. Header("a.txt", '0', 0), .. Block("abcd"), .. Header("c.txt", '0', 1), .. Block("c"), .. new byte[1024]];
        var analysis = Scan(tar);
        analysis.Artifacts.Skip(1).Select(file => (file.Name, Encoding.ASCII.GetString(file.Bytes.Span))).ShouldBe([("b.txt", "abcd"), ("c.txt", "c")]);
    }

    [Fact]
    public void A_sparse_file_is_said_to_be_unopened_and_what_follows_it_is_read()
    {
        var sparse = Header("sparse", 'S', 4, extended: true);
        var map = new byte[512];
        byte[] tar = [.. sparse, .. map, .. Block("abcd"), .. Header("c.txt", '0', 1), .. Block("c"), .. new byte[1024]];
        var analysis = Scan(tar);
        analysis.Artifacts[0].Facts.ShouldBeOfType<ArchiveFacts>().Entries.Select(entry => (entry.Name, entry.State)).ShouldBe([("sparse", "unsupported"), ("c.txt", "opened")]);
        analysis.Artifacts.Skip(1).Select(file => file.Name).ShouldBe(["c.txt"]);
    }

    private static byte[] Header(string name, char kind, int size, bool extended = false)
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(header, 124);
        header.AsSpan(148, 8).Fill((byte)' ');
        header[156] = (byte)kind;
        if (extended) header[482] = 1;
        else "ustar"u8.CopyTo(header.AsSpan(257));
        Encoding.ASCII.GetBytes(Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        return header;
    }

    private static byte[] Block(string text)
    {
        var block = new byte[512];
        Encoding.ASCII.GetBytes(text).CopyTo(block, 0);
        return block;
    }

    private static Analysis Scan(byte[] bytes) => new MailScanner(new ScanOptions { Strict = true }).Scan(bytes, "a.tar");
}
