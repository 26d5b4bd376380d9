using System.Buffers.Binary;

namespace OnlineMl.AspNetCore.Batches;

/// <summary>Finds where a MessagePack value ends that comes in pieces, without keeping or judging what is in it.</summary>
/// <remarks>It takes the same few bytes however long or deep the value is.</remarks>
internal struct MessagePackBoundary
{
    private readonly byte[] _length = new byte[4];
    private bool _isUnderWay;
    private long _values;
    private long _bytes;
    private int _lengthSize;
    private int _lengthRead;
    private byte _code;

    public MessagePackBoundary()
    {
    }

    /// <summary>Looks through the next piece.</summary>
    /// <returns>How many bytes of the piece belong to the value; -1 when it goes on behind the piece. Behind its end the next value begins.</returns>
    public int FindEnd(ReadOnlySpan<byte> piece)
    {
        var i = 0;
        if (!_isUnderWay && !piece.IsEmpty)
        {
            _isUnderWay = true;
            _values = 1;
        }

        while (i < piece.Length)
        {
            if (_bytes > 0)
            {
                var passed = (int)Math.Min(_bytes, piece.Length - i);
                _bytes -= passed;
                i += passed;
            }
            else if (_lengthRead < _lengthSize)
            {
                _length[_lengthRead++] = piece[i++];
                if (_lengthRead == _lengthSize)
                {
                    TakeLength();
                }
            }
            else
            {
                Begin(piece[i++]);
            }

            if (_bytes == 0 && _lengthRead == _lengthSize && _values == 0)
            {
                _isUnderWay = false;
                return i;
            }
        }

        return -1;
    }

    private void Begin(byte code)
    {
        _code = code;
        _values--;
        (_lengthSize, _bytes) = code switch
        {
            >= 0xA0 and <= 0xBF => (0, code & 0x1F),
            0xC4 or 0xC7 or 0xD9 => (1, 0),
            0xC5 or 0xC8 or 0xDA or 0xDC or 0xDE => (2, 0),
            0xC6 or 0xC9 or 0xDB or 0xDD or 0xDF => (4, 0),
            0xCC or 0xD0 => (0, 1),
            0xCD or 0xD1 or 0xD4 => (0, 2),
            0xD5 => (0, 3),
            0xCA or 0xCE or 0xD2 => (0, 4),
            0xD6 => (0, 5),
            0xCB or 0xCF or 0xD3 => (0, 8),
            0xD7 => (0, 9),
            0xD8 => (0, 17),
            _ => (0, 0),
        };
        _lengthRead = 0;
        _values += code switch
        {
            >= 0x80 and <= 0x8F => 2 * (code & 0x0F),
            >= 0x90 and <= 0x9F => code & 0x0F,
            _ => 0,
        };
    }

    private void TakeLength()
    {
        var length = _lengthSize switch
        {
            1 => _length[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(_length),
            _ => BinaryPrimitives.ReadUInt32BigEndian(_length),
        };
        switch (_code)
        {
            case 0xDC or 0xDD:
                _values += length;
                break;
            case 0xDE or 0xDF:
                _values += 2L * length;
                break;
            case 0xC7 or 0xC8 or 0xC9:
                _bytes = length + 1L;
                break;
            default:
                _bytes = length;
                break;
        }
    }
}
