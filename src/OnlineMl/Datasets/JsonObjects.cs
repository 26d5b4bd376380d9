namespace OnlineMl.Datasets;

/// <summary>JSON objects that stand in an array, or over several lines each, as one object a line.</summary>
/// <remarks>Only brackets and quotes are looked at; what is no JSON is left for the reader to refuse. The number of a line is that of the object.</remarks>
internal sealed class JsonObjects(Stream source) : ForwardStream(source)
{
    private readonly byte[] _input = new byte[1 << 16];
    private int _start;
    private int _end;
    private int _depth;
    private bool _isInText;
    private bool _isEscaped;
    private bool _hasObject;
    private bool _needsLineEnd;

    public override int Read(Span<byte> buffer)
    {
        var written = 0;
        while (written == 0)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = Source.Read(_input);
                if (_end == 0)
                {
                    return 0;
                }
            }

            while (_start < _end && written < buffer.Length)
            {
                Pass(_input[_start], buffer, ref written);
            }
        }

        return written;
    }

    private void Pass(byte next, Span<byte> buffer, ref int written)
    {
        if (_needsLineEnd)
        {
            buffer[written++] = (byte)'\n';
            _needsLineEnd = false;
            return;
        }

        _start++;
        if (_isInText)
        {
            _isInText = _isEscaped || next != '"';
            _isEscaped = !_isEscaped && next == '\\';
            buffer[written++] = next;
            return;
        }

        // The array around the objects, and what stands between them.
        if (_depth == 0 && (next is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' || (next == '[' && !_hasObject) || (next is (byte)',' or (byte)']' && _hasObject)))
        {
            return;
        }

        if (next is (byte)'\r' or (byte)'\n')
        {
            return;
        }

        _hasObject = true;
        _isInText = next == '"';
        _depth += next is (byte)'{' or (byte)'[' ? 1 : next is (byte)'}' or (byte)']' ? -1 : 0;
        _needsLineEnd = _depth == 0 && next is (byte)'}' or (byte)']';
        buffer[written++] = next;
    }
}
