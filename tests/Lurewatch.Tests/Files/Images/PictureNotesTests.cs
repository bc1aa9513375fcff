using System.Text;
using Lurewatch.Files.Images;
using Shouldly;
using Xunit;

namespace Lurewatch.Tests.Files.Images;

public sealed class PictureNotesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Camera_program_comment_and_that_there_is_a_place_are_told(bool bigEndian)
    {
        var tiff = Tiff(bigEndian, (0x010f, "Maker"), (0x0110, "M1"), (0x0131, "A program 2.0"), (0x8825, ""));
        byte[] exif = [.. "Exif\0\0"u8, .. tiff];
        byte[] picture = [0xff, 0xd8, 0xff, 0xe1, .. Length(exif), .. exif, 0xff, 0xfe, .. Length("see http://x.example"u8), .. "see http://x.example"u8, 0xff, 0xd9];

        var notes = ((ImageFacts)new MailScanner(new ScanOptions { Strict = true }).Scan(picture, "a.jpg").Root.Facts!).Notes.ShouldNotBeNull();

        (notes.Camera, notes.Software, notes.Comment, notes.HasLocation).ShouldBe(("Maker M1", "A program 2.0", "see http://x.example", true));
    }

    [Fact]
    public void Notes_cut_anywhere_and_fields_that_lie_are_read_as_far_as_it_goes()
    {
        byte[] exif = [.. "Exif\0\0"u8, .. Tiff(bigEndian: false, (0x010f, "Maker"), (0x8825, ""))];
        byte[] picture = [0xff, 0xd8, 0xff, 0xe1, .. Length(exif), .. exif, 0xff, 0xd9];
        for (var length = 2; length < picture.Length; length++) PictureNotes.Read(picture.AsSpan(0, length), Lurewatch.Files.FileType.Jpeg);
        for (var at = 2; at < picture.Length - 4; at++)
        {
            var bytes = (byte[])picture.Clone();
            bytes.AsSpan(at, 4).Fill(0xff);
            PictureNotes.Read(bytes, Lurewatch.Files.FileType.Jpeg);
        }
    }

    private static byte[] Length(ReadOnlySpan<byte> content) => [(byte)((content.Length + 2) >> 8), (byte)(content.Length + 2)];

    private static byte[] Tiff(bool bigEndian, params (ushort Tag, string Value)[] entries)
    {
        List<byte> head = [.. bigEndian ? "MM\0*"u8 : "II*\0"u8, .. U32(8), .. U16((ushort)entries.Length)], texts = [];
        var textsAt = 8 + 2 + (12 * entries.Length) + 4;
        foreach (var (tag, value) in entries)
        {
            head.AddRange([.. U16(tag), .. U16(2), .. U32((uint)value.Length + 1)]);
            var text = Encoding.ASCII.GetBytes(value + "\0");
            if (tag == 0x8825)
            {
                head.AddRange(U32((uint)(textsAt + texts.Count)));
                texts.AddRange(U16(1)); // a directory of one entry
            }
            else if (text.Length <= 4)
            {
                head.AddRange([.. text, .. new byte[4 - text.Length]]);
            }
            else
            {
                head.AddRange(U32((uint)(textsAt + texts.Count)));
                texts.AddRange(text);
            }
        }
        return [.. head, .. new byte[4], .. texts];

        byte[] U16(ushort value) => bigEndian ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];
        byte[] U32(uint value) => bigEndian ? [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];
    }
}
