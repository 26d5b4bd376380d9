using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using OnlineMl.Features;
using OnlineMl.Numerics;

namespace OnlineMl.Datasets.Cells;

/// <summary>Reads the cells of a target column.</summary>
internal sealed class TargetCells
{
    private readonly ColumnTypes _types;
    private readonly ReadingLog _log;
    private readonly string _column;
    private readonly MissingMarkers _missing;
    private readonly NumberNotation _notation;
    private readonly TextCache _texts = new(4096);
    private TargetType _type;

    public TargetCells(ColumnTypes types, ReadingLog log)
    {
        _types = types;
        _log = log;
        _type = types.TargetType;
        _column = types.Options.Target ?? "";
        _missing = types.MissingIn(_column);
        _notation = types.RuleOf(_column).Numbers;
    }

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

    /// <summary>Reads a cell.</summary>
    /// <returns>False when it has no value and rows without one are left out, or none that can be a target.</returns>
    public bool TryRead(ReadOnlySpan<byte> cell, long line, out Target target)
    {
        switch (_type)
        {
            case TargetType.Number when TryReadNumber(cell, out var number):
                target = new Target(number);
                return true;
            case TargetType.Bool when TryReadBool(cell, out var truth) && !(_types.GuessesTarget && cell[0] == '-'):
                target = new Target(new Label(truth));
                return true;
            case TargetType.Int when TryReadInt(cell, out var whole):
                target = new Target(new Label(whole));
                return true;
            case TargetType.Text when !_missing.Match(cell):
                target = new Target(new Label(_texts.TextOf(cell)));
                return true;
        }

        target = default;
        if (_missing.Match(cell))
        {
            if (_types.Options.KeepsUnlabeled)
            {
                target = Target.Unknown;
                return true;
            }

            _log.Note(_column, line, cell, "is no value of the target; such rows are left out");
            return false;
        }

        if (!_types.GuessesTarget)
        {
            _log.Note(_column, line, cell, $"is not {Wanted}; such rows are left out");
            return false;
        }

        _log.Note(_column, line, cell, $"is not {Wanted} as the targets before; it is a class like them");
        _type = _type == TargetType.Bool && TryReadInt(cell, out _) ? TargetType.Int : TargetType.Text;
        _types.WidenTarget(_type);
        return TryRead(cell, line, out target);
    }

    private string Wanted => _type switch
    {
        TargetType.Number => "a finite number",
        TargetType.Bool => "a truth value (true, false, 1, 0, -1)",
        TargetType.Int => "a whole number",
        TargetType.Text or TargetType.Class => throw new UnreachableException($"Every cell is {_type}."),
    };

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

    private bool TryReadNumber(ReadOnlySpan<byte> cell, out double number) =>
        ((_notation == NumberNotation.Point && DecimalParser.TryRead(cell, out number))
            || (!_missing.Match(cell) & WrittenNumbers.TryRead(cell, _notation, out number))) && double.IsFinite(number);
}
