using System.Globalization;
using ClusterSample;

if (args is ["serve", var redis, var port, var url])
{
    await Server.RunAsync(redis, int.Parse(port, CultureInfo.InvariantCulture), url);
    return 0;
}

if (LocalRedis.Find() is null)
{
    Console.WriteLine("There is no redis-server in the path (Debian package redis-server).");
    return 1;
}

await Demo.RunAsync();
return 0;
