using System.Buffers.Text;
using System.Text;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets;

/// <summary>Reads the cells of a target column.</summary>
internal sealed class TargetCells(ColumnTypes types)
{
    private readonly TargetType _type = types.TargetType;
    private readonly TextCache _texts = new(4096);

    /// <summary>The narrowest of bool, int and text that takes a class.</summary>
    public static TargetType NarrowestOf(ReadOnlySpan<byte> cell) =>
        TryReadBool(cell, out _) && cell[0] != '-' ? TargetType.Bool : TryReadInt(cell, out _) ? TargetType.Int : TargetType.Text;

    /// <summary>Reads a cell of one character where the target is a truth value.</summary>
    /// <returns>False when the target is something else, or the cell neither 0 nor 1.</returns>
    public bool TryReadDigit(byte digit, ref Target target)
    {
        if (_type != TargetType.Bool || (digit | 1) != '1')
        {
            return false;
        }

        target = new Target(new Label(digit == '1'));
        return true;
    }

    public Target Read(ReadOnlySpan<byte> cell, long line)
    {
        if (cell.IsEmpty)
        {
            throw new DataFormatException($"Line {line} has no value for the target '{types.Options.Target}'.");
        }

        switch (_type)
        {
            case TargetType.Number when DecimalParser.TryRead(cell, out var number) && double.IsFinite(number):
                return new Target(number);
            case TargetType.Bool when TryReadBool(cell, out var truth) && !(types.GuessesTarget && cell[0] == '-'):
                return new Target(new Label(truth));
            case TargetType.Int when TryReadInt(cell, out var whole):
                return new Target(new Label(whole));
            case TargetType.Text:
                return new Target(new Label(_texts.TextOf(cell)));
            default:
                throw Refuse(cell, line);
        }
    }

    private static bool TryReadInt(ReadOnlySpan<byte> cell, out long number) =>
        Utf8Parser.TryParse(cell, out number, out var read) && read == cell.Length;

    private static bool TryReadBool(ReadOnlySpan<byte> cell, out bool truth)
    {
        truth = false;
        if (cell.Length == 1 && cell[0] is (byte)'0' or (byte)'1')
        {
            truth = cell[0] == '1';
            return true;
        }

        if (Ascii.EqualsIgnoreCase(cell, "true"u8) || Ascii.EqualsIgnoreCase(cell, "false"u8))
        {
            truth = cell.Length == 4;
            return true;
        }

        if (DecimalParser.TryRead(cell, out var number) && number is 0 or 1 or -1)
        {
            truth = number == 1;
            return true;
        }

        return false;
    }

    private DataFormatException Refuse(ReadOnlySpan<byte> cell, long line)
    {
        var wanted = _type switch
        {
            TargetType.Number => "a finite number",
            TargetType.Bool => "a truth value (true, false, 1, 0, -1)",
            _ => "a whole number",
        };
        var message = $"Line {line}: the target '{types.Options.Target}' is '{Encoding.UTF8.GetString(cell)}', not {wanted}.";
        if (!types.GuessesTarget)
        {
            return new DataFormatException(message);
        }

        types.TargetType = _type == TargetType.Bool && TryReadInt(cell, out _) ? TargetType.Int : TargetType.Text;
        return new ColumnTypeException(message);
    }
}
