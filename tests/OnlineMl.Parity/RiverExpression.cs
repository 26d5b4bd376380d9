using System.Globalization;
using System.Text.Json.Nodes;
using OnlineMl.Catalog;

namespace OnlineMl.Parity;

/// <summary>Reads the Python expressions by which tables name their components.</summary>
public sealed class RiverExpression
{
    private readonly string _text;
    private int _position;

    private RiverExpression(string text) => _text = text;

    /// <summary>The spec of the component or pipeline that a text begins with; what follows is for people.</summary>
    /// <typeparam name="T">What the component is used as: names such as <c>Quantile</c> stand for several.</typeparam>
    public static string ToSpec<T>(string text) =>
        RiverRules.In(new RiverExpression(text).Pipeline(typeof(T)))!.ToJsonString();

    private JsonNode Pipeline(Type use)
    {
        var steps = new JsonArray { Value(use) };
        while (TryTake('|'))
        {
            steps.Add(Value(use));
        }

        var only = steps[0]!;
        if (steps.Count > 1)
        {
            return steps;
        }

        steps.Clear();
        return only;
    }

    private JsonNode Value(Type use)
    {
        SkipSpace();
        var start = _position;
        while (_position < _text.Length && (char.IsLetterOrDigit(_text[_position]) || "._-'".Contains(_text[_position], StringComparison.Ordinal)))
        {
            _position++;
        }

        var word = _text[start.._position];
        return _position < _text.Length && _text[_position] == '(' ? Call(word[(word.LastIndexOf('.') + 1)..], use)
            : word switch
            {
                "True" => true,
                "False" => false,
                _ when word.StartsWith('\'') => word.Trim('\''),
                _ when long.TryParse(word, CultureInfo.InvariantCulture, out var whole) => whole,
                _ when double.TryParse(word, CultureInfo.InvariantCulture, out var number) => number,
                _ => throw new SpecException($"'{_text}' has something that is no component, text or number at position {start}."),
            };
    }

    private JsonObject Call(string name, Type use)
    {
        var parameters = new JsonObject();
        _position++;
        while (!TryTake(')'))
        {
            var key = TryKey() ?? Positional(name, parameters.Count, use);
            parameters[key] = Pipeline(typeof(object));
            TryTake(',');
        }

        return new JsonObject { [name] = parameters };
    }

    private static string Positional(string name, int position, Type use) =>
        ComponentCatalog.BuiltIn.Named(name).FirstOrDefault(component => component.Type.IsAssignableTo(use))?.Parameters[position].Name
        ?? throw new SpecException($"$.{name}: there is no component '{name}'.");

    private string? TryKey()
    {
        SkipSpace();
        var end = _position;
        while (end < _text.Length && (char.IsLetterOrDigit(_text[end]) || _text[end] == '_'))
        {
            end++;
        }

        if (end == _position || end == _text.Length || _text[end] != '=')
        {
            return null;
        }

        var key = _text[_position..end];
        _position = end + 1;
        return key;
    }

    private bool TryTake(char expected)
    {
        SkipSpace();
        if (_position >= _text.Length || _text[_position] != expected)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void SkipSpace()
    {
        while (_position < _text.Length && _text[_position] == ' ')
        {
            _position++;
        }
    }
}
