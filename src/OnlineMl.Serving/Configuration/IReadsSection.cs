using Microsoft.Extensions.Configuration;

namespace OnlineMl.Serving.Configuration;

/// <summary>Options of which some have a form of their own in the configuration.</summary>
internal interface IReadsSection
{
    /// <summary>Reads an entry of the section.</summary>
    /// <param name="entry">The entry, whose name is one of the options.</param>
    /// <param name="faults">Takes what is wrong with it.</param>
    /// <returns>Whether it has a form of its own.</returns>
    bool TryRead(IConfigurationSection entry, List<string> faults);
}
