using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using OnlineMl.Contracts;
using OnlineMl.Serving.Configuration;

namespace OnlineMl.AspNetCore.Requests;

/// <summary>Reads the query of requests.</summary>
internal static class RequestQuery
{
    /// <summary>A parameter that may come once; null when it is absent or empty.</summary>
    /// <exception cref="OnlineMlException">It comes twice.</exception>
    public static string? Single(HttpRequest request, string name) => Single(request.Query[name], name);

    /// <summary>The value of a parameter, in the query or a form, that may come once; null when it is absent or empty.</summary>
    /// <exception cref="OnlineMlException">It comes twice.</exception>
    public static string? Single(StringValues values, string name) => values.Count > 1
        ? throw new OnlineMlException(RefusalKind.BadRequest, $"The parameter '{name}' comes {values.Count} times.")
        : values is [{ Length: > 0 } value] ? value : null;

    /// <summary>A parameter that is a JSON value; empty when it is absent.</summary>
    /// <exception cref="OnlineMlException">It comes twice or is no JSON.</exception>
    public static ReadOnlySpan<byte> Json(HttpRequest request, string name)
    {
        if (Single(request, name) is not { } text)
        {
            return default;
        }

        var json = Encoding.UTF8.GetBytes(text);
        JsonText.Check(name, json);
        return json;
    }

    /// <summary>How a new model takes its examples; null when the query does not say.</summary>
    /// <exception cref="OnlineMlException">A parameter comes twice, or is no whole number or truth value.</exception>
    public static ModelOptions? ModelOptions(HttpRequest request)
    {
        var options = new ModelOptions(
            Single(request, WireNames.TimeFeature),
            Whole(request, WireNames.MaxMadeFeatures),
            Whole(request, WireNames.MaxNames),
            Truth(request, WireNames.ParseNumbers) ?? Truth(request, "parse_numbers"),
            Mixing(request));
        return options == new ModelOptions() ? null : options;
    }

    private static MixingOptions? Mixing(HttpRequest request)
    {
        var every = Single(request, WireNames.MixingEvery);
        if (Whole(request, WireNames.Mixing) is not { } shares)
        {
            return every is null ? null : throw new OnlineMlException(RefusalKind.BadRequest, $"'{WireNames.MixingEvery}' goes with '{WireNames.Mixing}', the number of shares.");
        }

        return every is null ? new MixingOptions(shares)
            : WrittenUnits.TryReadTime(every, out var span) ? new MixingOptions(shares, span)
            : throw new OnlineMlException(RefusalKind.BadRequest, $"The parameter '{WireNames.MixingEvery}' is '{every}'; it must be a {WrittenUnits.OfTime}.");
    }

    private static int? Whole(HttpRequest request, string name) => Single(request, name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new OnlineMlException(RefusalKind.BadRequest, $"The parameter '{name}' is '{text}'; it must be a whole number.");

    private static bool? Truth(HttpRequest request, string name) => Single(request, name) is not { } text ? null
        : bool.TryParse(text, out var truth) ? truth
        : throw new OnlineMlException(RefusalKind.BadRequest, $"The parameter '{name}' is '{text}'; it must be true or false.");

    /// <summary>The texts of a parameter that is a list with commas; null when it is absent.</summary>
    public static IReadOnlyList<string>? List(HttpRequest request, string name) => request.Query.TryGetValue(name, out var values)
        ? [.. values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : null;
}
