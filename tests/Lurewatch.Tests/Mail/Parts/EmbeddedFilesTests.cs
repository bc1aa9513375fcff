using System.Text;
using CsCheck;
using Lurewatch.Bytes;
using Lurewatch.Mail;
using Lurewatch.Mail.Parts.Embedded;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Mail.Parts;

public sealed class EmbeddedFilesTests
{
    private static AnalysisBudget Budget() => new(new AnalysisLimits(), TimeProvider.System);

    private static (string? Text, List<EmbeddedFile> Files) Read(byte[] text)
    {
        var files = new List<EmbeddedFile>();
        var rest = EmbeddedFiles.Read(text, "test", Budget(), files);
        return (rest is null ? null : Encoding.Latin1.GetString(rest), files);
    }

    private static string Uu(string name, byte[] bytes)
    {
        var text = new StringBuilder($"begin 644 {name}\n");
        for (var at = 0; at < bytes.Length; at += 45)
        {
            var line = bytes.AsSpan(at, Math.Min(45, bytes.Length - at));
            text.Append(Char(line.Length));
            for (var i = 0; i < line.Length; i += 3)
            {
                int a = line[i], b = i + 1 < line.Length ? line[i + 1] : 0, c = i + 2 < line.Length ? line[i + 2] : 0;
                text.Append(Char(a >> 2)).Append(Char((a & 3) << 4 | b >> 4)).Append(Char((b & 15) << 2 | c >> 6)).Append(Char(c & 63));
            }
            text.Append('\n');
        }
        return text.Append("`\nend\n").ToString();

        static char Char(int value) => value == 0 ? '`' : (char)(value + 32);
    }

    private static byte[] Yenc(byte[] bytes)
    {
        var text = new List<byte>();
        var column = 0;
        foreach (var b in bytes)
        {
            var c = unchecked((byte)(b + 42));
            if (c is 0 or 9 or 10 or 13 or (byte)'=')
            {
                text.Add((byte)'=');
                c = unchecked((byte)(c + 64));
                column++;
            }
            text.Add(c);
            if (++column < 128) continue;
            text.AddRange("\r\n"u8.ToArray());
            column = 0;
        }
        return [.. text];
    }

    private static byte[] YencFile(string name, byte[] bytes) =>
        [.. Encoding.Latin1.GetBytes($"=ybegin line=128 size={bytes.Length} name={name}\r\n"), .. Yenc(bytes), .. Encoding.Latin1.GetBytes($"\r\n=yend size={bytes.Length} crc32={Crc32.Of(bytes):x8}\r\n")];

    [Fact]
    public void Uuencode_comes_back_and_the_text_keeps_the_rest() => Gen.Byte.Array[0, 400].Sample(bytes =>
    {
        var (rest, files) = Read(Encoding.Latin1.GetBytes("Before\n" + Uu("a b.bin", bytes) + "After\n"));
        files.Single().ShouldSatisfyAllConditions(
            file => file.Bytes.ToArray().ShouldBe(bytes),
            file => file.Name.ShouldBe("a b.bin"),
            file => file.Origin.ShouldBe("uuencode"),
            file => file.Problem.ShouldBeNull());
        rest.ShouldBe("Before\nAfter\n");
    });

    [Fact]
    public void Yenc_comes_back_and_the_text_keeps_the_rest() => Gen.Byte.Array[0, 600].Sample(bytes =>
    {
        var (rest, files) = Read([.. "Before\r\n"u8, .. YencFile("x.bin", bytes), .. "After"u8]);
        files.Single().ShouldSatisfyAllConditions(file => file.Bytes.ToArray().ShouldBe(bytes), file => file.Name.ShouldBe("x.bin"), file => file.Problem.ShouldBeNull());
        rest.ShouldBe("Before\r\nAfter");
    });

    [Fact]
    public void A_changed_yenc_file_is_said_to_be_damaged()
    {
        var file = YencFile("x.bin", [.. Enumerable.Range(0, 200).Select(i => (byte)i)]);
        file[60]++;
        Read(file).Files.Single().Problem.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("We begin 644 files today\n")]
    [InlineData("begin 644 files today,\nand end tomorrow.\n")]
    [InlineData("begin 644 x\nDear all,\nI write to you\nend\n")]
    [InlineData("begin 9644 x\n#0V%T\nend\n")]
    [InlineData("begin\n#0V%T\n`\nend\n")]
    [InlineData(">begin 644 x\n#0V%T\n`\nend\n")]
    [InlineData("=ybegin is how a yEnc block starts\n")]
    [InlineData("=ybegin line=128 size=12\nno name\n")]
    [InlineData("This file must be converted with BinHex 4.0: it is old\n")]
    public void Prose_that_looks_like_it_stays_text(string text) => Read(Encoding.Latin1.GetBytes(text)).ShouldSatisfyAllConditions(
        read => read.Text.ShouldBeNull(), read => read.Files.ShouldBeEmpty());

    [Fact]
    public void A_file_that_breaks_off_is_kept_as_far_as_it_goes()
    {
        var whole = Uu("a.bin", [.. Enumerable.Range(0, 180).Select(i => (byte)i)]);
        var file = Read(Encoding.Latin1.GetBytes(whole[..^40])).Files.Single();
        file.Problem.ShouldBe("it has no end line");
        file.Bytes.Length.ShouldBeGreaterThanOrEqualTo(90);
    }

    [Fact]
    public void Two_files_in_one_text_are_two()
    {
        var (rest, files) = Read(Encoding.Latin1.GetBytes("1\n" + Uu("a", [1, 2, 3]) + "2\n" + Uu("b", [4, 5]) + "3\n"));
        files.Select(file => file.Name).ShouldBe(["a", "b"]);
        rest.ShouldBe("1\n2\n3\n");
    }

    [Fact]
    public void Any_bytes_neither_throw_nor_grow() => Gen.OneOf(Gen.Byte.Array[0, 300], Gen.Char["begin 644x\n=ypart#`M"].Array[0, 300].Select(chars => chars.Select(c => (byte)c).ToArray())).Sample(bytes =>
    {
        byte[][] guises = [bytes, [.. "begin 644 x\n"u8, .. bytes], [.. "=ybegin line=1 size=9 name=x\n"u8, .. bytes], [.. "(This file must be converted with BinHex 4.0)\n:"u8, .. bytes]];
        foreach (var text in guises)
        {
            var (rest, files) = Read(text);
            (rest?.Length ?? 0).ShouldBeLessThanOrEqualTo(text.Length);
            files.Sum(file => file.Bytes.Length).ShouldBeLessThanOrEqualTo(text.Length * 260);
        }
    });

    [Fact]
    public void A_binhex_file_comes_back()
    {
        // Header: name "a", version 0, type and creator, flags, data 3 bytes, no resource; CRCs are not held against it.
        byte[] packed = [1, (byte)'a', 0, .. "TEXTttxt"u8, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, .. "abc"u8, 0, 0];
        const string Alphabet = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
        var text = new StringBuilder("(This file must be converted with BinHex 4.0)\n\n:");
        uint bits = 0;
        var count = 0;
        foreach (var b in packed)
        {
            bits = bits << 8 | b;
            for (count += 8; count >= 6; count -= 6) text.Append(Alphabet[(int)(bits >> (count - 6)) & 63]);
        }
        if (count > 0) text.Append(Alphabet[(int)(bits << (6 - count)) & 63]);
        var file = Read(Encoding.Latin1.GetBytes(text.Append(":\nrest\n").ToString())).Files.Single();
        (file.Name, Encoding.ASCII.GetString(file.Bytes.Span), file.Problem).ShouldBe(("a", "abc", null));
    }

    [Fact]
    public void A_part_that_is_such_a_file_becomes_it()
    {
        var mail = Read2("Content-Type: application/x-uuencode; name=x.uu\nMIME-Version: 1.0\nFrom: a@b.test\n\n" + Uu("x.exe", [1, 2, 3]));
        mail.Files.Single().Name.ShouldBe("x.exe");
    }

    private static ParsedMail Read2(string mail) => Mail.Read.Text(mail);
}
