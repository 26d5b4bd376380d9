using OnlineMl.Features;

namespace OnlineMl.Serving.Fold;

/// <summary>Finds the first feature that comes as a text which says a number and is taken as a category, which is seldom meant.</summary>
internal sealed class NumbersAsTexts(Model model)
{
    /// <summary>That feature; null when there was none.</summary>
    public string? Feature { get; private set; }

    /// <summary>Told of that feature.</summary>
    public Action<string>? Found { get; set; }

    /// <summary>Looks at the features of a call, until one was found.</summary>
    public void LookAt(FeatureVector x)
    {
        if (Feature is null && x.HasText && !model.ParseNumbers && x.FindNumberAsText() is { } feature)
        {
            Feature = feature;
            Found?.Invoke(feature);
        }
    }
}
