using OnlineMl.Datasets;
using Parquet;
using Parquet.Schema;

namespace OnlineMl.Cli.Formats;

/// <summary>The rows of a Parquet file, a group of rows in memory at a time. Columns of lists are left out.</summary>
internal sealed class ParquetRows : RowStream
{
    private readonly Stream _stream;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private Array[] _columns = [];
    private int _group = -1;
    private long _row;
    private long _rows;

    public ParquetRows(Stream stream)
    {
        _stream = SeekableCopy.Of(stream);
        _reader = ParquetReader.CreateAsync(_stream).GetAwaiter().GetResult();
        _fields = [.. _reader.Schema.GetDataFields().Where(field => !field.IsArray && field.MaxRepetitionLevel == 0)];
    }

    protected override bool TryWriteRow()
    {
        if (_group < 0)
        {
            _group = 0;
            foreach (var field in _fields)
            {
                WriteValue(string.Join('.', field.Path.ToList()));
            }

            return true;
        }

        while (_row == _rows)
        {
            if (_group == _reader.RowGroupCount)
            {
                return false;
            }

            ReadGroup();
        }

        foreach (var column in _columns)
        {
            WriteValue(column.GetValue(_row));
        }

        _row++;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
            _stream.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Array Read(ParquetRowGroupReader group, DataField field)
    {
        var rows = checked((int)group.RowCount);
        return Type.GetTypeCode(field.ClrType) switch
        {
            TypeCode.Boolean => Values<bool>(group, field, rows),
            TypeCode.Byte => Values<byte>(group, field, rows),
            TypeCode.SByte => Values<sbyte>(group, field, rows),
            TypeCode.Int16 => Values<short>(group, field, rows),
            TypeCode.UInt16 => Values<ushort>(group, field, rows),
            TypeCode.Int32 => Values<int>(group, field, rows),
            TypeCode.UInt32 => Values<uint>(group, field, rows),
            TypeCode.Int64 => Values<long>(group, field, rows),
            TypeCode.UInt64 => Values<ulong>(group, field, rows),
            TypeCode.Single => Values<float>(group, field, rows),
            TypeCode.Double => Values<double>(group, field, rows),
            TypeCode.Decimal => Values<decimal>(group, field, rows),
            TypeCode.DateTime => Values<DateTime>(group, field, rows),
            _ when field.ClrType == typeof(string) || field.ClrType == typeof(ReadOnlyMemory<char>) => Texts(group, field, rows),
            _ when field.ClrType == typeof(TimeSpan) => Values<TimeSpan>(group, field, rows),
            _ when field.ClrType == typeof(DateOnly) => Values<DateOnly>(group, field, rows),
            _ when field.ClrType == typeof(TimeOnly) => Values<TimeOnly>(group, field, rows),
            _ when field.ClrType == typeof(Guid) => Values<Guid>(group, field, rows),
            _ => throw new DataFormatException($"The column '{field.Name}' of the Parquet file has values of the type {field.ClrType.Name}, which are not understood; leave it out with --ignore."),
        };
    }

    private static Array Values<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct
    {
        if (field.IsNullable)
        {
            var values = new T?[rows];
            group.ReadAsync<T>(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
            return values;
        }

        var all = new T[rows];
        group.ReadAsync<T>(field, all.AsMemory()).AsTask().GetAwaiter().GetResult();
        return all;
    }

    private static string?[] Texts(ParquetRowGroupReader group, DataField field, int rows)
    {
        var values = new string?[rows];
        group.ReadAsync(field, values.AsMemory()).AsTask().GetAwaiter().GetResult();
        return values;
    }

    private void ReadGroup()
    {
        using var group = _reader.OpenRowGroupReader(_group++);
        _columns = Array.ConvertAll(_fields, field => Read(group, field));
        (_row, _rows) = (0, group.RowCount);
    }
}
