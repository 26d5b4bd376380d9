using System.Text;

namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>Requests that were right until some of their path, query, content type, idempotency key and body was changed at random; keys come
/// again. The seed decides all of it.</summary>
/// <param name="seed">The seed.</param>
/// <param name="own">A model that these requests create, teach and delete again and again, and that no others name.</param>
internal sealed class RandomRequests(int seed, string own)
{
    private const int KeysOfAKind = 5;

    private static readonly string[] Learns =
    [
        """{"model":"regressor","features":{"x":1.5,"y":-2e3,"colour":"red","is it":true},"ground_truth":1.25}""",
        """{"model":"classifier","features":{"x":1,"näme":"wért\u00e9\n"},"ground_truth":true,"prediction":{"true":0.25,"false":0.75}}""",
        """{"model":"regressor","features":{},"ground_truth":7,"identifier":"i1"}""",
        """{"model":"classifier","features":{"x":null},"ground_truth":false,"other":[1,{"a":null}]}""",
    ];

    private static readonly string[] Predicts =
    [
        """{"model":"regressor","features":{"x":1.5,"y":-2e3,"colour":"red"}}""",
        """{"model":"classifier","features":{"x":1,"näme":"wért"},"identifier":"i1"}""",
    ];

    private static readonly string[] Labels =
    [
        """{"model":"regressor","identifier":"i1","label":3}""",
        """{"model":"classifier","identifier":"i1","label":false}""",
    ];

    private static readonly string[] Specs =
    [
        """["StandardScaler",{"LinearRegression":{"intercept_lr":0.1}}]""",
        """{"LogisticRegression":{"optimizer":{"SGD":{"lr":0.05}},"l2":0.001}}""",
        "\"HoeffdingTreeClassifier\"",
    ];

    private static readonly string[] Types =
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/x-ndjson",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=model",
    ];

    private static readonly (string Method, string Path, string[] Bodies)[] Templates =
    [
        ("POST", "/api/learn/", Learns),
        ("POST", "/api/learn", Learns),
        ("POST", "/api/predict/", Predicts),
        ("POST", "/api/label/", Labels),
        ("POST", "/api/learn/batch?model=regressor", []),
        ("POST", "/api/learn/batch/", []),
        ("POST", "/api/predict/batch", []),
        ("POST", "/api/model/regression/?metrics=MAE,RMSE", Specs),
        ("POST", "/api/model/binary/", Specs),
        ("POST", "/api/model/multiclass/extra", Specs),
        ("GET", "/api/model/regressor/", [""]),
        ("GET", "/api/model/regressor/status", [""]),
        ("GET", "/api/model/regressor/export", [""]),
        ("GET", "/api/model/download/classifier/", [""]),
        ("POST", "/api/model/classifier/save", [""]),
        ("DELETE", "/api/model/nobody/", [""]),
        ("DELETE", "/api/model/", ["model=nobody"]),
        ("GET", "/api/metrics/?model=regressor", [""]),
        ("GET", "/api/stats/", ["""{"model":"classifier"}"""]),
        ("GET", "/api/models/", [""]),
        ("GET", "/api/catalog", [""]),
        ("GET", "/api/", [""]),
    ];

    private readonly (string Method, string Path, string[] Bodies)[] _ownCalls =
    [
        ("POST", $"/api/model/regression/{own}/", ["\"LinearRegression\""]),
        ("POST", "/api/learn/", [$$"""{"model":"{{own}}","features":{"x":1.5,"y":"red"},"ground_truth":2}"""]),
        ("POST", "/api/learn", [$$"""{"model":"{{own}}","features":{"x":-1},"ground_truth":-0.5,"prediction":1}"""]),
        ("POST", "/api/predict/", [$$"""{"model":"{{own}}","features":{"x":2},"identifier":"o1"}"""]),
        ("POST", "/api/label/", [$$"""{"model":"{{own}}","identifier":"o1","label":1}"""]),
        ("GET", $"/api/model/{own}/status", [""]),
    ];

    private readonly (string Method, string Path, string[] Bodies)[] _ownDeletes =
    [
        ("DELETE", $"/api/model/{own}/", [""]),
        ("DELETE", "/api/model/", [$"model={own}"]),
    ];

    private readonly Random _random = new(seed);

    private static ReadOnlySpan<byte> Punctuation => "{}[]\",:\\0-1eE.tn\u0000 \n"u8;

    public RandomRequest Next()
    {
        var templates = _random.Next(30) switch
        {
            0 => _ownDeletes,
            < 15 => _ownCalls,
            _ => Templates,
        };
        var (method, path, bodies) = templates[_random.Next(templates.Length)];
        var isBatch = bodies.Length == 0;
        var body = !isBatch ? Mutated(bodies[_random.Next(bodies.Length)]) : Batch(path.Contains("predict", StringComparison.Ordinal) ? Predicts : Learns);
        return new RandomRequest(
            _random.Next(30) == 0 ? "PUT" : method,
            _random.Next(4) == 0 ? OtherPath(path) : path,
            body,
            OtherHeader(Types[_random.Next(Types.Length)]),
            _random.Next(isBatch ? 10 : 2) > 0 ? null : OtherHeader($"{own} {path.Split('/')[2]} {_random.Next(KeysOfAKind)}"));
    }

    // Only what a client can send: no line ends, nothing but ASCII.
    private string OtherHeader(string value)
    {
        var text = new StringBuilder(value);
        for (var count = _random.Next(8) == 0 ? _random.Next(1, 5) : 0; count > 0 && text.Length > 0; count--)
        {
            var place = _random.Next(text.Length);
            switch (_random.Next(4))
            {
                case 0:
                    text[place] = (char)_random.Next(' ', '~' + 1);
                    break;
                case 1:
                    text.Remove(place, _random.Next(text.Length - place + 1));
                    break;
                case 2:
                    text.Insert(place, (char)_random.Next(' ', '~' + 1));
                    break;
                default:
                    // The web server itself refuses a header of some kilobytes.
                    text.Insert(place, text.ToString(), text.Length > 50 ? 1 : _random.Next(30));
                    break;
            }
        }

        return text.ToString();
    }

    private byte[] Batch(string[] bodies)
    {
        var lines = new List<byte>();
        for (var count = _random.Next(40); count > 0; count--)
        {
            lines.AddRange(Mutated(bodies[_random.Next(bodies.Length)]));
            lines.Add((byte)'\n');
        }

        return [.. lines];
    }

    private byte[] Mutated(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var count = _random.Next(2) * _random.Next(5); count > 0 && bytes.Count > 0; count--)
        {
            var place = _random.Next(bytes.Count);
            switch (_random.Next(6))
            {
                case 0:
                    bytes[place] = (byte)_random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(place, _random.Next(Math.Min(8, bytes.Count - place) + 1));
                    break;
                case 2:
                    bytes.InsertRange(place, bytes.GetRange(place, _random.Next(Math.Min(20, bytes.Count - place) + 1)));
                    break;
                case 3:
                    bytes.Insert(place, Punctuation[_random.Next(Punctuation.Length)]);
                    break;
                case 4:
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(new[] { "1e400", "NaN", "null", "\"\\ud800\"", "[[[[", "-0", "\"x\":{\"y\":1}," }[_random.Next(7)]));
                    break;
                default:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
            }
        }

        return [.. bytes];
    }

    private string OtherPath(string path)
    {
        // A percent sign before every changed character keeps the address one that a client can send.
        var place = _random.Next("/api/".Length, path.Length + 1);
        var strange = new[] { "%2F", "%25", "/", "//", "?", "&model=", "%C3%A4", "...", "%22", "x", "?model=regressor", "%0A", "+" }[_random.Next(13)];
        return path[..place] + strange + path[place..];
    }
}
