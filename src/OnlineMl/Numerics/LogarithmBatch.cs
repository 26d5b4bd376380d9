using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnlineMl.Numerics;

/// <summary>Logarithms that are not needed at once: they are taken four at a time, with the bits that each would have alone.</summary>
/// <remarks>The places must stay where they are, and hold nothing of use, until <see cref="Write"/>.</remarks>
internal ref struct LogarithmBatch
{
    private Span<double> _place0;
    private Span<double> _place1;
    private Span<double> _place2;
    private Waiting _waiting0;
    private Waiting _waiting1;
    private Waiting _waiting2;
    private int _count;

    /// <summary>Has the first number of a span hold scale × ln(argument).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(Span<double> place, double argument, double scale)
    {
        switch (_count)
        {
            case 0:
                _place0 = place;
                _waiting0 = new Waiting(argument, scale);
                _count = 1;
                break;
            case 1:
                _place1 = place;
                _waiting1 = new Waiting(argument, scale);
                _count = 2;
                break;
            case 2:
                _place2 = place;
                _waiting2 = new Waiting(argument, scale);
                _count = 3;
                break;
            default:
                WriteAll(place, argument, scale);
                break;
        }
    }

    /// <summary>Writes what waits.</summary>
    public void Write()
    {
        if (_count == 1)
        {
            _place0[0] = _waiting0.Scale * Elementary.Log(_waiting0.Argument);
            _count = 0;
        }
        else if (_count > 1)
        {
            WriteAll(default, 1, 1);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WriteAll(Span<double> place3, double argument3, double scale3)
    {
        var logarithms = Elementary.Log(Vector256.Create(_waiting0.Argument, _waiting1.Argument, _count > 2 ? _waiting2.Argument : 1, argument3))
            * Vector256.Create(_waiting0.Scale, _waiting1.Scale, _waiting2.Scale, scale3);
        _place0[0] = logarithms[0];
        _place1[0] = logarithms[1];
        if (_count > 2)
        {
            _place2[0] = logarithms[2];
        }

        if (!place3.IsEmpty)
        {
            place3[0] = logarithms[3];
        }

        _count = 0;
    }

    private readonly record struct Waiting(double Argument, double Scale);
}
