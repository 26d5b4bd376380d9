using System.Reflection;

namespace OnlineMl.Tests.Contract;

/// <summary>A parameter that is a choice takes what there is, and nothing else.</summary>
public sealed class ChoiceTests
{
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var component in Samples.Listed)
            {
                foreach (var property in component.Type.GetProperties().Where(property => property.PropertyType.IsEnum && property.SetMethod is { IsPublic: true }))
                {
                    all.Add(component.Type.FullName!, property.Name);
                }
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void AParameter_RefusesAMemberThatThereIsNot(string type, string name)
    {
        var component = Samples.Make(Samples.Find(type));
        var property = component.GetType().GetProperty(name)!;
        var exception = Assert.IsType<ArgumentOutOfRangeException>(Assert.Throws<TargetInvocationException>(
            () => property.SetValue(component, Enum.ToObject(property.PropertyType, 99))).InnerException);
        Assert.Equal(name, exception.ParamName);
        Assert.StartsWith($"{name} is 99 but must be ", exception.Message);
        foreach (var member in Enum.GetValues(property.PropertyType))
        {
            property.SetValue(component, member);
            Assert.Equal(member, property.GetValue(component));
        }
    }
}
