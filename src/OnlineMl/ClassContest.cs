namespace OnlineMl;

/// <summary>The two classes between which an explanation by log-odds decides.</summary>
/// <param name="Best">The place of the most probable class.</param>
/// <param name="Second">The place of the next.</param>
internal readonly record struct ClassContest(int Best, int Second)
{
    /// <summary>Finds the two classes with the largest scores and names them to an explanation.</summary>
    /// <param name="scores">The logarithm of the probability of each class, but for a term that is the same for all.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="contributions">Receives the scale and the classes.</param>
    /// <param name="contest">The two.</param>
    /// <returns>Whether there are two.</returns>
    public static bool TryDecide(ReadOnlySpan<double> scores, ClassTable classes, Contributions contributions, out ClassContest contest)
    {
        int best = -1, second = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (best < 0 || scores[i] > scores[best])
            {
                (best, second) = (i, best);
            }
            else if (second < 0 || scores[i] > scores[second])
            {
                second = i;
            }
        }

        contributions.Scale = ContributionScale.LogOdds;
        contributions.Class = best < 0 ? default : classes[best];
        contributions.Rival = second < 0 ? default : classes[second];
        contest = new ClassContest(best, second);
        return second >= 0;
    }
}
