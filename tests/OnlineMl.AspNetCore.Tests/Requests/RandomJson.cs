using System.Globalization;
using System.Text;

namespace OnlineMl.AspNetCore.Tests.Requests;

/// <summary>Makes JSON as no writer would: with odd spaces, escapes, brackets in texts and deep values.</summary>
internal static class RandomJson
{
    private static readonly string[] Pieces =
        ["a", "model", "{", "}", "[", "]", ":", ",", " ", "\\\"", "\\\\", "\\u007d", "\\ud83d\\ude00", "\\n", "é", "😀", "\u2028", "0", "true", "/", "\\/", "'"];

    private static readonly string[] Scalars =
        ["null", "true", "false", "0", "-0", "1", "-12", "1.5", "1e5", "-2.5E-7", "1e400", "123456789012345678901234567890", "\"\"", "\"}\"", "\"\\\"\""];

    private static readonly string[] Spaces = ["", "", "", "", " ", "\t", "\r\n", "  "];

    private static readonly string[] Insertions =
        ["\"", "\\", "{", "}", "[", "]", ":", ",", "1", " ", "\n", "\0", "u", "//", "/*", "NaN", "null", "'", "\uFEFF"];

    /// <summary>A valid object.</summary>
    public static byte[] Object(Random random)
    {
        var text = new StringBuilder(Space(random));
        AppendObject(text, random, 0);
        return Encoding.UTF8.GetBytes(text.Append(Space(random)).ToString());
    }

    /// <summary>The same with one to three bytes added, lost, changed or moved.</summary>
    public static byte[] Damage(Random random, byte[] json)
    {
        var bytes = json.ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var place = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes.InsertRange(place, Encoding.UTF8.GetBytes(Insertions[random.Next(Insertions.Length)]));
                    break;
                case 1 when place < bytes.Count:
                    bytes.RemoveAt(place);
                    break;
                case 2 when place < bytes.Count:
                    bytes[place] = (byte)random.Next(128);
                    break;
                case 3:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 4 when place > 0 && place < bytes.Count:
                    (bytes[place - 1], bytes[place]) = (bytes[place], bytes[place - 1]);
                    break;
                default:
                    break;
            }
        }

        return [.. bytes];
    }

    private static string Space(Random random) => Spaces[random.Next(Spaces.Length)];

    private static void AppendValue(StringBuilder text, Random random, int depth)
    {
        switch (random.Next(depth > 4 ? 2 : 5))
        {
            case 0:
                text.Append(Scalars[random.Next(Scalars.Length)]);
                break;
            case 1:
                AppendText(text, random);
                break;
            case 2:
                text.Append(CultureInfo.InvariantCulture, $"{random.Next(-1000, 1000)}");
                break;
            case 3:
                AppendObject(text, random, depth + 1);
                break;
            default:
                AppendAll(text, random, '[', ']', () => AppendValue(text, random, depth + 1));
                break;
        }
    }

    private static void AppendObject(StringBuilder text, Random random, int depth) => AppendAll(text, random, '{', '}', () =>
    {
        AppendText(text, random);
        text.Append(Space(random)).Append(':').Append(Space(random));
        AppendValue(text, random, depth + 1);
    });

    private static void AppendAll(StringBuilder text, Random random, char begin, char end, Action append)
    {
        text.Append(begin).Append(Space(random));
        for (var count = random.Next(4); count > 0; count--)
        {
            append();
            text.Append(Space(random)).Append(count > 1 ? "," : "").Append(Space(random));
        }

        text.Append(end);
    }

    private static void AppendText(StringBuilder text, Random random)
    {
        text.Append('"');
        for (var count = random.Next(4); count > 0; count--)
        {
            text.Append(Pieces[random.Next(Pieces.Length)]);
        }

        text.Append('"');
    }
}
