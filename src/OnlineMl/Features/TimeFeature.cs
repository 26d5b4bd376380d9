using System.Globalization;
using System.Text;

namespace OnlineMl.Features;

/// <summary>The feature that tells the moment of each example of a model.</summary>
internal sealed class TimeFeature
{
    private readonly byte[] _utf8Name;

    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public TimeFeature(string name)
    {
        _utf8Name = Encoding.UTF8.GetBytes(Check(name));
        Name = name;
    }

    public string Name { get; }

    /// <exception cref="ArgumentException">The name is empty or too long.</exception>
    public static string Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        FeatureSpace.CheckLength(Encoding.UTF8.GetByteCount(name));
        return name;
    }

    /// <summary>Gives an example its moment, unless it was given one.</summary>
    /// <exception cref="ArgumentException">The feature is not there or is no moment.</exception>
    public void Tell(FeatureVector x)
    {
        if (x.Time is null || x.IsTimeRead)
        {
            x.SetReadTime(MomentOf(x));
        }
    }

    private DateTime MomentOf(FeatureVector x)
    {
        var position = x.IndexOf(x.Find(_utf8Name));
        if (position < 0)
        {
            throw new ArgumentException($"The example has no feature '{Name}', which tells the model the time; it must be {WrittenMoments.Understood}.", nameof(x));
        }

        var text = x.TextAt(position);
        if (text is null ? WrittenMoments.TryOfSeconds(x.Numbers[position], out var moment) : WrittenMoments.TryParse(text, out moment))
        {
            return moment;
        }

        var shown = text is null ? x.Numbers[position].ToString(CultureInfo.InvariantCulture) : $"'{text}'";
        throw new ArgumentException($"The feature '{Name}', which tells the model the time, is {shown}; it must be {WrittenMoments.Understood}.", nameof(x));
    }
}
