using Lurewatch.Files;

namespace Lurewatch.Fuzz;

/// <summary>Any bytes as a file: a type comes back, the same one twice, with a name and a MIME type.</summary>
internal static class FileTypesTarget
{
    public static void Run(ReadOnlySpan<byte> data)
    {
        var type = FileTypes.Detect(data);
        if (type != FileTypes.Detect(data.ToArray())) throw new InvalidOperationException("two answers for the same bytes");
        if (!Enum.IsDefined(type)) throw new InvalidOperationException("no such type");
        if (type is FileType.Empty != data.IsEmpty) throw new InvalidOperationException("empty is empty");
        if (FileTypes.Name(type).Length == 0 || !FileTypes.Mime(type).Contains('/', StringComparison.Ordinal)) throw new InvalidOperationException($"{type} has no name");
        if (FileTypes.Contradicts(null, type)) throw new InvalidOperationException("no name cannot lie");
    }
}
