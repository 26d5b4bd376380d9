using System.Text.Json;

namespace OnlineMl.Serving;

/// <summary>A prediction that waits for its label.</summary>
/// <param name="Identifier">What it is remembered under.</param>
/// <param name="Features">The features of the example.</param>
/// <param name="Shown">The prediction as the caller got it.</param>
/// <param name="InFull">The prediction with all its probabilities.</param>
internal sealed record RememberedPrediction(string Identifier, JsonElement Features, JsonElement Shown, JsonElement InFull);
