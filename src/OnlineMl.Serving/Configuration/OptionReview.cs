using System.Globalization;

namespace OnlineMl.Serving.Configuration;

/// <summary>Collects what is wrong with options.</summary>
internal sealed class OptionReview
{
    /// <summary>What was found.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Takes note of an option that is not as it has to be.</summary>
    /// <param name="isGood">Whether it is.</param>
    /// <param name="option">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <param name="allowed">What it may be.</param>
    public void Check(bool isGood, string option, object? value, string allowed)
    {
        if (!isGood)
        {
            Faults.Add(string.Create(CultureInfo.InvariantCulture, $"{option} is {value ?? "null"}; allowed is {allowed}."));
        }
    }
}
