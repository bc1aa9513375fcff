using System.Buffers.Binary;

namespace Lurewatch.Containers.Pst;

/// <summary>A table [MS-PST 2.3.4]: columns, rows of one size, and cells whose longer values lie in the heap or in subnodes.</summary>
internal static class PstTable
{
    private const byte Client = 0x7c;
    private const int MostRows = 1 << 16, HeadSize = 22, ColumnSize = 8;

    /// <summary>Rows in the order of the table's index: id, and a cell's value by its property tag. Stops where the budget ends.</summary>
    public static IEnumerable<(uint Id, IReadOnlyList<(uint Tag, ReadOnlyMemory<byte> Value)> Cells)> Rows(PstFile file, PstNode node, PstReading reading)
    {
        if (PstHeap.Open(file, node, reading) is not { } heap) yield break;
        var head = heap.Item(heap.Root);
        if (heap.Client != Client || head.Length < HeadSize || head.Span[0] != Client)
        {
            reading.Lose($"node 0x{node.Id:x} holds no table");
            yield break;
        }
        var columns = Columns(head);
        int exists = Short(head, 6), rowSize = Short(head, 8);
        var rows = Int(head, 14);
        if (rows == 0 || rowSize < 4) yield break;
        var matrix = Matrix(heap, rows, rowSize, reading);
        var wide = heap.Item(Int(head, 10)) is { Length: >= 3 } tree && tree.Span[2] >= 4;
        var seen = 0;
        foreach (var record in heap.Records(Int(head, 10), 4, wide ? 4 : 2))
        {
            if (++seen > MostRows) yield break;
            var id = Int(record, 0);
            var index = wide ? Int(record, 4) : (uint)Short(record, 4);
            if (matrix.Row(index) is not { Length: > 0 } row)
            {
                reading.Lose($"row {index} of the table in node 0x{node.Id:x} is missing");
                continue;
            }
            var cells = new List<(uint, ReadOnlyMemory<byte>)>(columns.Count);
            foreach (var column in columns)
                if (Cell(heap, row, column, exists) is { } value) cells.Add((column.Tag, value));
            yield return (id, cells);
        }
    }

    private readonly record struct Column(uint Tag, int At, int Size, int Bit);

    private static List<Column> Columns(ReadOnlyMemory<byte> head)
    {
        var columns = new List<Column>();
        for (var at = HeadSize; columns.Count < head.Span[1] && at + ColumnSize <= head.Length; at += ColumnSize)
            columns.Add(new Column(Int(head, at), Short(head, at + 4), head.Span[at + 6], head.Span[at + 7]));
        return columns;
    }

    /// <summary>Null for a cell that the row does not have.</summary>
    private static ReadOnlyMemory<byte>? Cell(PstHeap heap, ReadOnlyMemory<byte> row, Column column, int exists)
    {
        var flags = exists + (column.Bit >> 3);
        if (flags >= row.Length || (row.Span[flags] & (0x80 >> (column.Bit & 7))) == 0 || column.At + column.Size > row.Length) return null;
        var cell = row.Slice(column.At, column.Size);
        if (PstProperties.FixedSize((ushort)column.Tag) is > 0 and <= 8 and var size) return column.Size >= size ? cell[..size].ToArray() : null;
        return column.Size == 4 ? heap.Value(Int(cell, 0)) : null;
    }

    /// <summary>The rows lie in the heap or in a subnode; in a subnode no row crosses from one block to the next.</summary>
    private static RowMatrix Matrix(PstHeap heap, uint hnid, int rowSize, PstReading reading)
    {
        if ((hnid & 0x1f) == 0) return new RowMatrix(heap.Item(hnid), null, rowSize, reading);
        return new RowMatrix(default, heap.Data(hnid), rowSize, reading);
    }

    private sealed class RowMatrix(ReadOnlyMemory<byte> inHeap, PstData? data, int rowSize, PstReading reading)
    {
        private int _block = -1;
        private byte[]? _bytes;
        private int _perBlock;

        public ReadOnlyMemory<byte> Row(uint index)
        {
            if (data is null) return Slice(inHeap, index);
            if (_perBlock == 0 && Load(0)) _perBlock = Math.Max(1, _bytes!.Length / rowSize);
            if (_perBlock == 0 || index / (uint)_perBlock >= data.Count || !Load((int)(index / (uint)_perBlock))) return default;
            return Slice(_bytes, index % (uint)_perBlock);
        }

        private bool Load(int block)
        {
            if (_block != block) (_block, _bytes) = (block, data!.Block(block, reading));
            return _bytes is not null;
        }

        private ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> bytes, uint index) =>
            ((long)index + 1) * rowSize <= bytes.Length ? bytes.Slice((int)index * rowSize, rowSize) : default;
    }

    private static int Short(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[at..]);
    private static uint Int(ReadOnlyMemory<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[at..]);
}
