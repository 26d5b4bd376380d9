using OnlineMl.State;

namespace OnlineMl.Neighbors;

/// <summary>The values of one feature over a window.</summary>
internal sealed class WindowColumn : IStateful
{
    /// <summary>The code of a value that is no text.</summary>
    public const double NoText = -1;

    private double[] _numbers = [];
    private double[] _codes = [];
    private int _id;
    private int _nonZeros;

    /// <summary>The feature.</summary>
    public int Id => _id;

    /// <summary>The numbers, 0 where the feature is absent or a text.</summary>
    public double[] Numbers => _numbers;

    /// <summary>The numbers of the texts; empty while there has been no text.</summary>
    public double[] Codes => _codes;

    /// <summary>How many values are texts.</summary>
    public int Texts { get; private set; }

    /// <summary>Whether every value is 0 or absent, so that the column says nothing.</summary>
    public bool IsEmpty => _nonZeros + Texts == 0;

    /// <summary>Makes this the column of a feature, all absent.</summary>
    public void Start(int id, int rows)
    {
        _id = id;
        if (_numbers.Length != rows)
        {
            _numbers = new double[rows];
            _codes = [];
        }
    }

    /// <summary>Removes a value.</summary>
    public void Remove(int slot)
    {
        if (_numbers[slot] != 0)
        {
            _nonZeros--;
            _numbers[slot] = 0;
        }
        else if (Texts > 0 && _codes[slot] != NoText)
        {
            Texts--;
            _codes[slot] = NoText;
        }
    }

    /// <summary>Sets a number where there is no value.</summary>
    public void SetNumber(int slot, double number)
    {
        if (number != 0)
        {
            _nonZeros++;
            _numbers[slot] = number;
        }
    }

    /// <summary>Sets a text where there is no value.</summary>
    public void SetText(int slot, int code)
    {
        if (_codes.Length == 0)
        {
            _codes = new double[_numbers.Length];
            _codes.AsSpan().Fill(NoText);
        }

        Texts++;
        _codes[slot] = code;
    }

    void IStateful.Describe(StateArchive state)
    {
        state.Field("id", ref _id);
        state.Field("numbers", ref _numbers, FieldLength.Any);
        state.Field("codes", ref _codes, FieldLength.Exactly(_numbers.Length).OrNone(), NumberRange.Between(NoText, int.MaxValue));
        if (state.IsLoading)
        {
            _nonZeros = _numbers.Length - _numbers.AsSpan().Count(0.0);
            Texts = _codes.Length - _codes.AsSpan().Count(NoText);
        }
    }
}
