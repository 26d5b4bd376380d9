using System.Runtime.CompilerServices;
using OnlineMl.Catalog;

namespace OnlineMl.Optimization;

/// <summary>Adam whose rates never grow again.</summary>
/// <remarks>Reddi, Kale and Kumar, 2018. Keeps three numbers beside each weight.</remarks>
[Component("AMSGrad")]
public sealed class AmsGrad : AdamFamily
{
    /// <summary>Whether the start of the running means at 0 is corrected for. Default true.</summary>
    public bool CorrectBias { get; init; } = true;

    /// <inheritdoc/>
    public override int SlotsPerWeight => 3;

    /// <inheritdoc/>
    public override void Step(WeightVector weights, ReadOnlySpan<int> ids, ReadOnlySpan<double> values, double gradient, double l2)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var rate = CorrectBias ? CorrectedRate(weights.Steps) : LearningRate.At(weights.Steps);
        weights.Move(ids, values, gradient, l2, new Rule(Moments, rate, Epsilon));
    }

    private readonly record struct Rule(GradientMoments Moments, double Rate, double Epsilon) : IWeightRule
    {
        private const int Largest = GradientMoments.Square + 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Move(Span<double> w, double g)
        {
            Moments.Follow(w, g);
            w[Largest] = Math.Max(w[Largest], w[GradientMoments.Square]);
            w[0] -= Rate * w[GradientMoments.Mean] / (Math.Sqrt(w[Largest]) + Epsilon);
        }
    }
}
