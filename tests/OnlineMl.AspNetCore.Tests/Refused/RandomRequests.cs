using System.Text;

namespace OnlineMl.AspNetCore.Tests.Refused;

/// <summary>Requests that were right until bytes of their path, query, headers and body were changed at random. The seed decides all of it.</summary>
internal sealed class RandomRequests(int seed)
{
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

    private readonly Random _random = new(seed);

    private static ReadOnlySpan<byte> Punctuation => "{}[]\",:\\0-1eE.tn\u0000 \n"u8;

    public (string Method, string Path, byte[] Body, string Type) Next()
    {
        var (method, path, bodies) = Templates[_random.Next(Templates.Length)];
        var body = bodies.Length > 0 ? Mutated(bodies[_random.Next(bodies.Length)]) : Batch(path.Contains("predict", StringComparison.Ordinal) ? Predicts : Learns);
        var type = _random.Next(4) switch
        {
            0 => "application/x-www-form-urlencoded",
            1 => "multipart/form-data; boundary=model",
            _ => "application/json",
        };
        return (_random.Next(30) == 0 ? "PUT" : method, _random.Next(4) == 0 ? OtherPath(path) : path, body, type);
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
