using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Goes over the members of a JSON object, whose values are only delimited.</summary>
/// <param name="json">One JSON object, with white space around it or not.</param>
internal ref struct JsonMembers(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private int _next;
    private bool _hasBegun;

    /// <summary>The name of the member, with its escapes and without quotation marks.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value of the member.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next member.</summary>
    /// <returns>Whether there is one; otherwise the object has ended, and nothing follows it.</returns>
    /// <exception cref="OnlineMlException">It is no JSON object.</exception>
    public bool MoveNext()
    {
        _next = JsonScanner.SkipSpace(_json, _next);
        if (!_hasBegun)
        {
            Begin();
            if (IsAt('}'))
            {
                return End();
            }
        }
        else if (IsAt('}'))
        {
            return End();
        }
        else if (IsAt(','))
        {
            _next = JsonScanner.SkipSpace(_json, _next + 1);
        }
        else
        {
            throw JsonScanner.NoObject(_json);
        }

        ReadMember();
        return true;
    }

    private readonly bool IsAt(char sign) => _next < _json.Length && _json[_next] == sign;

    private void Begin()
    {
        _hasBegun = true;
        if (!IsAt('{'))
        {
            throw JsonScanner.NoObject(_json);
        }

        _next = JsonScanner.SkipSpace(_json, _next + 1);
    }

    private void ReadMember()
    {
        if (!IsAt('"'))
        {
            throw JsonScanner.NoObject(_json);
        }

        var end = JsonScanner.SkipText(_json, _next);
        Name = _json[(_next + 1)..(end - 1)];
        _next = JsonScanner.SkipSpace(_json, end);
        if (!IsAt(':'))
        {
            throw JsonScanner.NoObject(_json);
        }

        _next = JsonScanner.SkipSpace(_json, _next + 1);
        end = JsonScanner.SkipValue(_json, _next);
        Value = _json[_next..end];
        _next = end;
    }

    private bool End() => JsonScanner.SkipSpace(_json, _next + 1) == _json.Length ? false : throw JsonScanner.NoObject(_json);
}
