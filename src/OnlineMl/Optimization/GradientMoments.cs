using System.Runtime.CompilerServices;

namespace OnlineMl.Optimization;

/// <summary>The running means of a weight's gradients and of their squares, which lie beside the weight in this order.</summary>
internal readonly record struct GradientMoments(double Beta1, double Beta2)
{
    public const int Mean = 1;
    public const int Square = 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Follow(Span<double> w, double g)
    {
        FollowMean(w, g);
        w[Square] = (Beta2 * w[Square]) + ((1 - Beta2) * (g * g));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FollowMean(Span<double> w, double g) => w[Mean] = (Beta1 * w[Mean]) + ((1 - Beta1) * g);
}
